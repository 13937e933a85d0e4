public import SlipwayModel
public import SlipwayStore

/// Every use case, wired to one store, one keyring and one set of settings.
public final class Services: Sendable {
    public let authenticator: Authenticator
    public let apps: AppService
    public let variables: VariableService
    public let injection: InjectionService
    public let audit: AuditService
    public let keys: KeyService
    /// The clock that everything here goes by.
    public let now: @Sendable () -> Timestamp

    private let store: any Store
    private let trail: AuditTrail
    private let settings: LiveSettings
    private let register: APIKeyRegister
    private let witness: AuditWitness

    /// Wires them; `cacheBytes` is how much memory may hold what was read last, still sealed.
    public init(
        store: any Store,
        keyring: Keyring,
        settings: LiveSettings,
        custody: MasterKeyCustody,
        witness: AuditWitness,
        cacheBytes: Int = 48 << 20,
        now: @escaping @Sendable () -> Timestamp
    ) {
        let trail = AuditTrail(keys: keyring.auditKeys, now: now)
        let gate = Gate(settings: settings, store: store, trail: trail)
        let lookup = Lookup(gate: gate)
        let cache = VariableCache(byteLimit: cacheBytes)
        let register = APIKeyRegister(store: store, trail: trail)
        authenticator = Authenticator(settings: settings, store: store, trail: trail, register: register)
        apps = AppService(gate: gate, lookup: lookup, trail: trail)
        variables = VariableService(
            gate: gate,
            lookup: lookup,
            trail: trail,
            settings: settings,
            keyring: keyring,
            cache: cache
        )
        injection = InjectionService(
            gate: gate,
            lookup: lookup,
            store: store,
            trail: trail,
            keyring: keyring,
            cache: cache
        )
        audit = AuditService(gate: gate, lookup: lookup, store: store, trail: trail, witness: witness)
        keys = KeyService(gate: gate, trail: trail, keyring: keyring, custody: custody)
        self.now = now
        self.store = store
        self.trail = trail
        self.settings = settings
        self.register = register
        self.witness = witness
    }

    /// Records what changed in `api_keys` since the server last ran.
    public func recordAPIKeys() async throws {
        try await register.record(settings.current.apiKeys, origin: Self.serverOrigin)
    }

    /// Takes up a changed configuration now rather than at the next request.
    public func reload() async throws {
        try await authenticator.refreshed(origin: Self.serverOrigin)
    }

    /// Whether the store answers.
    public func isReady() async -> Bool {
        (try? await store.readState { transaction in try transaction.instance() != nil }) ?? false
    }

    /// Signs the end of the trail and notes it outside the database.
    ///
    /// Called at the end of a run.
    public func sealTrail() async throws {
        let trail = trail
        guard let checkpoint = try await store.write({ try trail.seal(in: $0) }) else { return }
        let end = AuditHeadWitness(count: checkpoint.count, hash: checkpoint.hash)
        // A trail that was put back to an older state must not replace the witness that tells of it.
        if let seen = witness.load(), seen.count > 0 {
            // As after a start that follows a proper end: nothing is new.
            guard seen != end else { return }
            let there = try await store.read { try $0.checkpoints(after: seen.count - 1, limit: 1).first }
            guard let there, there.count == seen.count, there.hash == seen.hash else { return }
        }
        try witness.save(end)
    }

    /// One sentence when the trail ends before the point it was last seen at: an older copy of the database was put back,
    /// or its end was cut off.
    public func rollbackProblem() async throws -> String? {
        guard let seen = witness.load() else { return nil }
        let count = try await store.read { try $0.auditHead()?.count ?? 0 }
        guard count < seen.count else { return nil }
        return
            "the audit trail has \(count) entries, and \(seen.count) were seen before: the database was put back to an "
            + "older state or cut; run slipway audit:verify"
    }

    private static let serverOrigin = AuditEvent.Origin(remote: "-", via: "server", request: "-")
}
