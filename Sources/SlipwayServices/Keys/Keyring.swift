public import SlipwayCrypto
public import SlipwayModel
public import SlipwayStore

/// The keys of a running server: the master key, and the data keys that were needed last, unwrapped.
public final class Keyring: Sendable {
    private struct State {
        var master: MasterKey
        /// The key a rotation is moving to, known before its transaction commits: the store decides which one counts.
        var next: MasterKey?
        var isRotating = false
    }

    private let state: Guarded<State>
    /// By environment; some 800 bytes each.
    ///
    /// `Int` as in other dictionaries, because each kind of key costs a start something (docs/performance.md).
    private let dataKeys = BoundedCache<Int, DataKey>(byteLimit: 16 << 20)
    let auditKeys: AuditKeys

    private init(master: MasterKey, auditKeys: AuditKeys) {
        state = Guarded(State(master: master))
        self.auditKeys = auditKeys
    }

    /// Prepares a new store for its first start.
    public static func create(master: MasterKey, scryptSalt: [UInt8], at time: Timestamp, in store: some Store)
        async throws
        -> Keyring
    {
        let auditKeys = AuditKeys.generate()
        var generator = SystemRandomNumberGenerator()
        let record = InstanceRecord(
            identifier: (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) },
            masterKeyID: master.id.description,
            scryptSalt: scryptSalt,
            auditKeys: try auditKeys.wrapped(by: master),
            createdAt: time
        )
        try await store.write { transaction in try transaction.insertInstance(record) }
        return Keyring(master: master, auditKeys: auditKeys)
    }

    /// Opens the keys of an existing store.
    ///
    /// - Throws: `master_key` when `master` is not the key the store wants.
    public static func unlock(_ record: InstanceRecord, with master: MasterKey) throws -> Keyring {
        guard master.id.description == record.masterKeyID,
            let auditKeys = try? AuditKeys(unwrapping: record.auditKeys, with: master)
        else {
            throw SlipwayError(
                .masterKey,
                "the master key given has the id \(master.id), and the database wants the one with the id \(record.masterKeyID)"
            )
        }
        return Keyring(master: master, auditKeys: auditKeys)
    }

    var masterKeyID: String { state.withLock { $0.master.id.description } }

    func cachedDataKey(environmentID: Int64) -> DataKey? { dataKeys.value(Int(environmentID)) }

    /// Keeps a data key for later.
    ///
    /// Only for one that is committed: a key from a transaction that rolls back would seal values that nothing can open.
    func remember(_ key: DataKey, environmentID: Int64) {
        let id = Int(environmentID)
        dataKeys.insert(key, size: 800, for: id, dataKeys.ticket(for: id))
    }

    /// The data key of an environment for a write; made and stored when it has none yet.
    ///
    /// Once the transaction has committed, ``remember(_:environmentID:)`` saves the next one the work.
    func dataKey(environmentID: Int64, scope: Scope, in transaction: any Transaction) throws -> DataKey {
        if let key = cachedDataKey(environmentID: environmentID) { return key }
        if let key = try unwrapped(environmentID: environmentID, scope: scope, in: transaction) { return key }
        let key = DataKey.generate()
        let wrapped = try key.wrapped(by: try currentMaster(in: transaction), context: scope.dataKeyContext)
        try transaction.putDataKey(wrapped, environmentID: environmentID)
        return key
    }

    /// The data key of an environment, or nothing when it has none.
    ///
    /// `transaction` is a read: what it sees is committed.
    func existingDataKey(environmentID: Int64, scope: Scope, in transaction: any Transaction) throws -> DataKey? {
        if let key = cachedDataKey(environmentID: environmentID) { return key }
        guard let key = try unwrapped(environmentID: environmentID, scope: scope, in: transaction) else { return nil }
        remember(key, environmentID: environmentID)
        return key
    }

    private func unwrapped(environmentID: Int64, scope: Scope, in transaction: any Transaction) throws -> DataKey? {
        guard let wrapped = try transaction.dataKey(environmentID: environmentID) else { return nil }
        let masters = state.withLock { [$0.master, $0.next].compactMap(\.self) }
        for master in masters {
            guard let key = try? DataKey(unwrapping: wrapped, with: master, context: scope.dataKeyContext) else {
                continue
            }
            return key
        }
        throw SlipwayError(.valueDamaged, "the data key of this environment does not open: it was damaged or moved")
    }

    /// Wraps every key anew with `next`, inside `transaction`.
    func rewrap(with next: MasterKey, in transaction: any Transaction) throws -> Int {
        let master = try currentMaster(in: transaction)
        let records = try transaction.dataKeys()
        for record in records {
            let context = SealContext.dataKey(app: record.app, environment: record.environment)
            guard let key = try? DataKey(unwrapping: record.wrapped, with: master, context: context) else {
                throw SlipwayError(
                    .valueDamaged,
                    "the data key of \(record.app) (\(record.environment)) does not open: nothing was changed"
                )
            }
            try transaction.putDataKey(
                try key.wrapped(by: next, context: context),
                environmentID: record.environmentID
            )
        }
        try transaction.updateInstance(
            masterKeyID: next.id.description,
            auditKeys: try auditKeys.wrapped(by: next)
        )
        return records.count
    }

    /// Takes the one place a rotation has; false when another is under way.
    func beginRotation() -> Bool {
        state.withLock { state in
            defer { state.isRotating = true }
            return !state.isRotating
        }
    }

    func endRotation() { state.withLock { $0.isRotating = false } }

    func announce(_ next: MasterKey?) { state.withLock { $0.next = next } }

    func adopt(_ next: MasterKey) {
        state.withLock { state in
            state.master = next
            state.next = nil
        }
    }

    /// The master key the store wants at this point of its history.
    private func currentMaster(in transaction: any Transaction) throws -> MasterKey {
        let wanted = try transaction.instance()?.masterKeyID
        let masters = state.withLock { [$0.master, $0.next].compactMap(\.self) }
        guard let master = masters.first(where: { $0.id.description == wanted }) else {
            throw SlipwayError(.masterKey, "the database was moved to another master key while the server ran")
        }
        return master
    }
}
