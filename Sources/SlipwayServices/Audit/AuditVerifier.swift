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
                : .broken(sequence: max(lastEntry, lastEntry &+ 1), reason: "the end of the trail is missing")
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
        witness: AuditHeadWitness?
    ) async throws -> Result<Progress, Broken> {
        let limit = min(Self.pageSize, Int(clamping: last - start.count))
        do {
            let progress = try await store.read { [self] transaction in
                try advanced(start, limit, in: transaction, witness: witness)
            }
            return .success(progress)
        } catch let broken as Broken {
            return .failure(broken)
        } catch let error as SlipwayError where error.code == .storeDamaged {
            // Some row cannot be read at all: go on one by one, so that the first such row is named.
            guard limit > 1 else { return .failure(Broken(start.count + 1, "the entry cannot be read")) }
            return try await self.page(after: start, through: start.count + 1, witness: witness)
        }
    }

    private func advanced(
        _ start: Progress,
        _ limit: Int,
        in transaction: any Transaction,
        witness: AuditHeadWitness?
    ) throws -> Progress {
        var progress = start
        var tags = keys.entryTags()
        var checkpoints = try transaction.checkpoints(after: start.count, limit: limit)[...]
        try transaction.scanAudit(after: start.count, limit: limit) { entry in
            let sequence = progress.count + 1
            guard entry.sequence == sequence else { throw Broken(sequence, "the entry is missing") }
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
        guard progress.count > start.count else { throw Broken(start.count + 1, "the entry is missing") }
        return progress
    }
}

extension AuditCheckpoint {
    func isSigned(by publicKey: [UInt8]) -> Bool {
        let bytes = AuditCheckpoint.signedBytes(count: count, hash: hash, time: time)
        return AuditChain.isValid(signature: signature, over: bytes, publicKey: publicKey)
    }
}
