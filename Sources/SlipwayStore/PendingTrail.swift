public import SlipwayModel

/// What the writes of a commit that is not done have added to the trail: entries that are not in the store yet, and where
/// the next one goes.
///
/// So all of a commit make few rows, and its end is written once.
public struct PendingTrail {
    /// Of all entries of the trail, with those that are pending.
    public private(set) var count: Int64
    /// The chain after the last of them.
    public private(set) var hash: [UInt8]
    private var block: AuditBlock
    private let writeEnd: (_ count: Int64, _ hash: [UInt8], any Transaction) throws -> Void

    /// What follows the end of a trail; `writeEnd` stores another end.
    public init(
        count: Int64,
        hash: [UInt8],
        writeEnd: @escaping (_ count: Int64, _ hash: [UInt8], any Transaction) throws -> Void
    ) {
        (self.count, self.hash, self.writeEnd) = (count, hash, writeEnd)
        block = AuditBlock(first: count + 1)
    }

    /// Adds an entry; `authenticate` takes the hash to the chain after its encoding, and writes its tag.
    public mutating func append(
        _ entry: UnplacedEntry,
        previous: Int64,
        in transaction: any Transaction,
        authenticate: (
            _ hash: inout [UInt8], _ encoding: UnsafeRawBufferPointer, _ tag: UnsafeMutableRawBufferPointer
        ) -> Void
    ) throws {
        if block.isFull { try flush(in: transaction) }
        count += 1
        var hash = hash
        self.hash = []
        block.append(entry, at: count, previous: previous) { authenticate(&hash, $0, $1) }
        self.hash = hash
    }

    /// Puts the pending entries into the store, for whoever reads them there.
    public mutating func flush(in transaction: any Transaction) throws {
        guard !block.isEmpty else { return }
        try transaction.insertAuditBlock(block)
        block = AuditBlock(first: count + 1)
    }

    /// Puts all of it into the store; what the engine does last.
    public func write(in transaction: any Transaction) throws {
        if !block.isEmpty { try transaction.insertAuditBlock(block) }
        try writeEnd(count, hash, transaction)
    }
}
