import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import Synchronization

/// Appends to the audit trail, inside the transaction of what it records.
public final class AuditTrail: Sendable {
    /// A checkpoint is signed each time the count passes a multiple of this.
    static let checkpointInterval: Int64 = 1_000

    let keys: AuditKeys
    let now: @Sendable () -> Timestamp

    /// The head this trail wrote last, whose tag need not be checked again.
    ///
    /// After a rollback the store has another one.
    private let lastWritten = Mutex<AuditHead?>(nil)
    /// Where the entry that was added last left the chain, and the links that go on from there.
    private let links = Mutex<(hash: [UInt8], links: AuditLinks)?>(nil)

    init(keys: AuditKeys, now: @escaping @Sendable () -> Timestamp) {
        self.keys = keys
        self.now = now
    }

    /// What is to be appended for something that a caller did or was refused.
    func entry(
        _ action: AuditAction,
        _ subject: AuditSubject,
        target: Target = .instance,
        name: String? = nil,
        version: Int64? = nil,
        detail: String? = nil,
        by caller: Caller
    ) -> UnplacedEntry {
        UnplacedEntry(
            AuditEvent(
                time: now(),
                actor: caller.identity.actor,
                action: action,
                subject: subject,
                app: target.app?.text,
                environment: target.environment?.text,
                name: name,
                version: version,
                detail: detail,
                origin: caller.origin
            )
        )
    }

    /// Adds entries to the chain.
    ///
    /// They are part of the trail when, and only when, the transaction commits.
    func append(_ entries: some Sequence<UnplacedEntry>, in transaction: any Transaction) throws {
        var entries = entries.makeIterator()
        // Nothing to add must not ask for a good end of the trail: whoever wants to know what is wrong with it comes here too.
        guard var entry = entries.next() else { return }
        var pending = try takePending(in: transaction)
        let before = pending.count
        var links = try takeLinks(after: &pending, in: transaction)
        var tags = keys.entryTags()
        while true {
            let previous = try links.link(pending.count + 1, of: entry.app, in: transaction)
            try pending.append(entry, previous: previous, in: transaction) { hash, encoding, tag in
                AuditChain.advance(&hash, entry: encoding)
                tags.writeTag(of: hash, to: tag)
            }
            guard let next = entries.next() else { break }
            entry = next
        }
        self.links.withLock { $0 = (pending.hash, links) }
        if before / Self.checkpointInterval != pending.count / Self.checkpointInterval {
            try transaction.insertCheckpoint(checkpoint(count: pending.count, hash: pending.hash))
        }
        transaction.pendingTrail = pending
    }

    /// What this commit has added so far, for whoever adds to it and gives it back.
    private func takePending(in transaction: any Transaction) throws -> PendingTrail {
        if let pending = transaction.pendingTrail {
            // Or what is added would go into a copy.
            transaction.pendingTrail = nil
            return pending
        }
        let (count, hash) = try end(in: transaction)
        return PendingTrail(count: count, hash: hash) { [self] count, hash, transaction in
            let head = AuditHead(count: count, hash: hash, tag: keys.headTag(count: count, hash: hash))
            try transaction.putAuditHead(head)
            lastWritten.withLock { $0 = head }
        }
    }

    /// The links for what follows this end of the chain; whoever takes them gives them back when all went well.
    ///
    /// After a rollback they have gone on from another end, and are read anew.
    private func takeLinks(after pending: inout PendingTrail, in transaction: any Transaction) throws -> AuditLinks {
        let known = links.withLock { known in
            defer { known = nil }
            return known
        }
        if let known, known.hash == pending.hash { return known.links }
        // They are read from the store.
        try pending.flush(in: transaction)
        return try AuditLinks(after: pending.count, in: transaction)
    }

    /// Signs the end of the chain and keeps the checkpoint.
    ///
    /// Nothing for an empty trail.
    func seal(in transaction: any Transaction) throws -> AuditCheckpoint? {
        let (count, hash) = try end(in: transaction)
        guard count > 0 else { return nil }
        if let existing = try transaction.checkpoints(after: count - 1, limit: 1).first { return existing }
        let checkpoint = try checkpoint(count: count, hash: hash)
        try transaction.insertCheckpoint(checkpoint)
        return checkpoint
    }

    /// What the next entry follows: after other writes of the same commit, their end of the chain.
    private func end(in transaction: any Transaction) throws -> (count: Int64, hash: [UInt8]) {
        if let pending = transaction.pendingTrail { return (pending.count, pending.hash) }
        let head = try trustedHead(in: transaction)
        return (head?.count ?? 0, head?.hash ?? AuditChain.start)
    }

    /// The end of the chain in the store, when it is as this server left it.
    ///
    /// Going on from one that is not would vouch for it anew, and so hide that the tail was cut.
    private func trustedHead(in transaction: any Transaction) throws -> AuditHead? {
        guard let head = try transaction.auditHead() else { return nil }
        if lastWritten.withLock({ $0 == head }) { return head }
        guard APIKey.isEqual(head.tag, keys.headTag(count: head.count, hash: head.hash)) else {
            throw SlipwayError(
                .storeDamaged,
                "the end of the audit trail was altered: nothing can be recorded after it"
            )
        }
        return head
    }

    private func checkpoint(count: Int64, hash: [UInt8]) throws -> AuditCheckpoint {
        let time = now()
        let signature = try keys.sign(AuditCheckpoint.signedBytes(count: count, hash: hash, time: time))
        return AuditCheckpoint(count: count, hash: hash, time: time, signature: signature)
    }
}
