/// How far the trail had got when it was last looked at, kept outside the database: an older copy of the database put
/// back in its place does not reach as far.
public struct AuditHeadWitness: Sendable, Equatable {
    public let count: Int64
    public let hash: [UInt8]

    public init(count: Int64, hash: [UInt8]) {
        self.count = count
        self.hash = hash
    }
}

/// Where the witness is kept.
public struct AuditWitness: Sendable {
    public let load: @Sendable () -> AuditHeadWitness?
    public let save: @Sendable (AuditHeadWitness) throws -> Void

    public init(
        load: @escaping @Sendable () -> AuditHeadWitness?,
        save: @escaping @Sendable (AuditHeadWitness) throws -> Void
    ) {
        self.load = load
        self.save = save
    }
}
