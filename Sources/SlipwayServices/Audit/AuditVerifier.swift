import SlipwayCrypto
import SlipwayModel
import SlipwayStore

/// What checking the trail found.
public enum AuditVerdict: Sendable, Equatable {
    case intact(count: Int64, checkpoints: Int)
    /// The trail is not what was written. `sequence` is the first entry that is wrong or missing.
    case broken(sequence: Int64, reason: String)
}

/// Recomputes the chain from its first entry, in pages, and compares it with everything that vouches for it.
struct AuditVerifier: Sendable {
    private static let pageSize = 10_000

    let store: any Store
    let keys: AuditKeys

    func verify(witness: AuditHeadWitness?) async throws -> AuditVerdict {
        // In one snapshot: entries that are added meanwhile are after the end that is checked.
        let (head, lastEntry, lastCheckpoint, ends) = try await store.read { transaction in
            let head = try transaction.auditHead()
            return try (
                head, transaction.lastAuditSequence(), transaction.lastCheckpointCount(),
                AppLists(endingAsIn: transaction, among: head?.count ?? 0)
            )
        }
        let end = head?.count ?? lastEntry
        var progress = Progress(lists: ends)
        while progress.count < end {
            switch try await self.page(after: progress, through: end, witness: witness) {
            case .failure(let broken): return broken.verdict
            case .success(let next): progress = next
            }
        }
        guard let head else {
            let isNew = lastEntry == 0 && lastCheckpoint == 0 && (witness?.count ?? 0) == 0
            return isNew
                ? .intact(count: 0, checkpoints: 0)
                : .broken(sequence: max(1, lastEntry, lastEntry &+ 1), reason: "the end of the trail is missing")
        }
        guard progress.hash == head.hash,
            APIKey.isEqual(head.tag, keys.headTag(count: head.count, hash: head.hash))
        else {
            return .broken(sequence: max(1, head.count), reason: "the end of the trail was altered")
        }
        guard lastEntry <= head.count, lastCheckpoint <= head.count else {
            return .broken(sequence: head.count + 1, reason: "the trail went on from here: an older end was put back")
        }
        if let witness, witness.count > head.count {
            return .broken(
                sequence: head.count + 1,
                reason:
                    "the trail has \(head.count) entries, and \(witness.count) were seen: an older copy was put back"
            )
        }
        guard progress.lists.areWhole() else {
            return .broken(
                sequence: head.count,
                reason: "the entries are as they were written, but lists of one app may leave some out: "
                    + "what leads from entry to entry of an app was altered"
            )
        }
        return .intact(count: head.count, checkpoints: progress.checkpoints)
    }

    /// How far it is right: always to the end of a row, or of the trail.
    private struct Progress {
        var count: Int64 = 0
        var hash = AuditChain.start
        var checkpoints = 0
        var lists: AppLists
    }

    private struct Broken: Error {
        let verdict: AuditVerdict

        init(_ sequence: Int64, _ reason: String) { verdict = .broken(sequence: sequence, reason: reason) }
    }

    private func page(
        after start: Progress,
        through last: Int64,
        witness: AuditHeadWitness?,
        limit: Int = Self.pageSize
    ) async throws -> Result<Progress, Broken> {
        do {
            let progress = try await store.read { [self] transaction in
                try advanced(start, limit, through: last, in: transaction, witness: witness)
            }
            return .success(progress)
        } catch let broken as Broken {
            return .failure(broken)
        } catch let error as SlipwayError where error.code == .storeDamaged {
            // The engine cannot read some row: go on one by one, so that the first such row is named.
            guard limit > 1 else { return .failure(Broken(start.count + 1, "the entry cannot be read")) }
            return try await self.page(after: start, through: last, witness: witness, limit: 1)
        }
    }

    /// Goes through rows until `limit` entries are checked, or the `last` one.
    ///
    /// Each row must begin where the one before it ended: a second row of the same entries would be found by lists. So the row
    /// after the page is looked at too.
    private func advanced(
        _ start: Progress,
        _ limit: Int,
        through last: Int64,
        in transaction: any Transaction,
        witness: AuditHeadWitness?
    ) throws -> Progress {
        var progress = start
        var tags = keys.entryTags()
        var checkpoints = try transaction.checkpoints(after: start.count, limit: limit + Self.pageSize)[...]
        // From the very first row on, also of those that no entry should be in.
        try transaction.scanAuditBlocks(from: start.count == 0 ? .min : start.count + 1) { first, entries in
            guard first == progress.count + 1 else {
                if first > progress.count { throw Broken(progress.count + 1, "the entry is missing") }
                guard first > 0 else { throw Broken(1, "a row stands before the first entry") }
                throw Broken(first, "the entry is there twice")
            }
            guard progress.count < last, progress.count - start.count < limit else { return false }
            guard let entries else { throw Broken(first, "the entry cannot be read") }
            var block = try readable(first) { try AuditBlock.Reader(entries, first: first) }
            while progress.count < last, let entry = try readable(progress.count + 1, { try block.next() }) {
                try check(entry, &progress, &tags, &checkpoints, witness)
            }
            // A row that goes on behind the end of the trail shows that the end was altered, and not what is behind it.
            return block.isAtEnd
        }
        guard progress.count > start.count else { throw Broken(start.count + 1, "the entry is missing") }
        return progress
    }

    private func readable<R>(_ sequence: Int64, _ read: () throws -> R) throws -> R {
        do { return try read() } catch let error as SlipwayError where error.code == .storeDamaged {
            throw Broken(sequence, "the entry cannot be read")
        }
    }

    private func check(
        _ entry: StoredAuditEntry,
        _ progress: inout Progress,
        _ tags: inout EntryTags,
        _ checkpoints: inout ArraySlice<AuditCheckpoint>,
        _ witness: AuditHeadWitness?
    ) throws {
        let sequence = entry.sequence
        progress.count = sequence
        AuditChain.advance(&progress.hash, entry: entry.encoding)
        guard tags.isTag(entry.tag, of: progress.hash) else { throw Broken(sequence, "the entry was altered") }
        progress.lists.add(entry)
        if let checkpoint = checkpoints.first, checkpoint.count == sequence {
            checkpoints.removeFirst()
            progress.checkpoints += 1
            guard checkpoint.hash == progress.hash, checkpoint.isSigned(by: keys.publicKey) else {
                throw Broken(sequence, "the checkpoint at the entry does not match it")
            }
        }
        if let witness, witness.count == sequence, witness.hash != progress.hash {
            throw Broken(sequence, "the trail differs from what was seen before")
        }
    }
}

extension AuditCheckpoint {
    func isSigned(by publicKey: [UInt8]) -> Bool {
        let bytes = AuditCheckpoint.signedBytes(count: count, hash: hash, time: time)
        return AuditChain.isValid(signature: signature, over: bytes, publicKey: publicKey)
    }
}
