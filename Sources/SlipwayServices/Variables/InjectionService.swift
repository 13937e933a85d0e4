import SlipwayCrypto
public import SlipwayModel
import SlipwayStore

/// Giving values to a process: the only way a secret's value leaves the server.
public final class InjectionService: Sendable {
    private let gate: Gate
    private let lookup: Lookup
    private let store: any Store
    private let trail: AuditTrail
    private let keyring: Keyring
    private let cache: VariableCache
    private let ledger: ReadLedger

    init(
        gate: Gate,
        lookup: Lookup,
        store: any Store,
        trail: AuditTrail,
        keyring: Keyring,
        cache: VariableCache
    ) {
        ledger = ReadLedger(store: store, trail: trail)
        self.gate = gate
        self.lookup = lookup
        self.store = store
        self.trail = trail
        self.keyring = keyring
        self.cache = cache
    }

    /// The variables of an environment with their values, by name.
    ///
    /// One READ entry a secret is on disk before this returns; if it cannot be, nothing is returned. With `names`, only
    /// those are given; nothing means all. `isUnmasked` says that the process will run without masking, which is a right
    /// of its own. Throws `secret_not_found` when one of `names` is not set, `value_damaged` when a value does not open.
    public func inject(
        _ names: [VariableName]?,
        of app: AppName,
        _ environment: EnvironmentName,
        isUnmasked: Bool,
        as caller: Caller
    ) async throws -> [InjectedVariable] {
        let target = Target.environment(app, environment)
        let scope = Scope.environment(app, environment)
        try NameLimit.check(names?.count ?? 0)
        func require(_ permission: Permission) async throws {
            try await gate.require(
                permission,
                on: target,
                subject: .secret,
                names: names?.map(\.text) ?? [],
                as: caller
            )
        }
        try await require(.useSecrets)
        if isUnmasked { try await require(.unmaskSecrets) }
        let wanted = names.map { $0.count > 1 ? Set($0).sorted() : $0 }
        let sealed =
            if let known = wanted.flatMap({ known($0, in: scope) }) { known } else {
                try await load(wanted, in: scope, as: caller)
            }
        let opened =
            if let opened = try open(sealed, with: { keyring.cachedDataKey(environmentID: $0.environmentID) }) {
                opened
            } else {
                try await openWithKeysFromStore(sealed)
            }
        let reads = reads(of: sealed, in: target, isUnmasked: isUnmasked, as: caller)
        if !reads.isEmpty { try await ledger.record(reads) }
        return opened
    }

    /// What the trail is to say of secrets that are given out.
    private func reads(
        of variables: [SealedVariable],
        in target: Target,
        isUnmasked: Bool,
        as caller: Caller
    ) -> [UnplacedEntry] {
        var entries: [UnplacedEntry] = []
        entries.reserveCapacity(variables.count)
        for variable in variables where variable.stored.kind == .secret {
            entries.append(
                trail.entry(
                    .read,
                    .secret,
                    target: target,
                    name: variable.stored.name.text,
                    version: variable.stored.version,
                    detail: isUnmasked ? "unmasked" : nil,
                    by: caller
                )
            )
        }
        return entries
    }

    /// The variables of these names when the cache has all of them: most reads go no further.
    private func known(_ names: [VariableName], in scope: Scope) -> [SealedVariable]? {
        var known: [SealedVariable] = []
        known.reserveCapacity(names.count)
        for name in names {
            guard let variable = cached(name, in: scope) else { return nil }
            known.append(variable)
        }
        return known
    }

    /// The variables of these names, by name: an environment's own, or else the global ones.
    ///
    /// Nothing means all of both.
    private func load(_ names: [VariableName]?, in scope: Scope, as caller: Caller) async throws -> [SealedVariable] {
        guard let names else {
            return try await store.readState { [self] transaction in try all(in: scope, transaction, as: caller) }
        }
        // Before the snapshot is taken: what is removed from the cache after this is newer than the snapshot.
        let places = names.map { name in
            [scope, .global].map { place in
                let key = VariableCache.Key(scope: place, name: name)
                return (key, cache.variables.ticket(for: key))
            }
        }
        return try await store.readState { [self] transaction in
            let environmentID = try lookup.environmentID(scope, inRead: transaction, as: caller)
            return try zip(names, places).map { name, places in
                for (key, ticket) in places {
                    let id = key.scope == .global ? 0 : environmentID
                    if let variable = try look(key, ticket, environmentID: id, transaction) { return variable }
                }
                let names = try all(in: scope, transaction, as: caller).map(\.stored.name.text)
                throw VariableNotFound.error(
                    name,
                    kind: .secret,
                    in: scope,
                    near: NearNames.of(name.text, among: names)
                )
            }
        }
    }

    /// What the cache knows; nothing also when it knows that there is no such variable.
    private func cached(_ name: VariableName, in scope: Scope) -> SealedVariable? {
        guard let own = cache.variables.value(VariableCache.Key(scope: scope, name: name)) else { return nil }
        return own ?? cache.variables.value(VariableCache.Key(scope: .global, name: name)) ?? nil
    }

    /// Reads one variable and keeps it, or that it is not set.
    private func look(
        _ key: VariableCache.Key,
        _ ticket: VariableCache.Ticket,
        environmentID: Int64,
        _ transaction: any Transaction
    ) throws -> SealedVariable? {
        let stored = try transaction.variable(key.name, environmentID: environmentID)
        let variable = stored.flatMap { stored in
            stored.sealed == nil ? nil : SealedVariable(stored: stored, scope: key.scope, environmentID: environmentID)
        }
        // What opens it, in the same snapshot.
        if let variable { _ = try dataKey(of: variable, in: transaction) }
        cache.variables.insert(variable, size: variable?.size ?? 400, for: key, ticket)
        return variable
    }

    /// Every variable an environment injects, by name: its own over the global ones.
    private func all(in scope: Scope, _ transaction: any Transaction, as caller: Caller) throws -> [SealedVariable] {
        let environmentID = try lookup.environmentID(scope, inRead: transaction, as: caller)
        var found: [VariableName: SealedVariable] = [:]
        for (id, owner) in [(Int64(0), Scope.global), (environmentID, scope)] {
            for stored in try transaction.variables(environmentID: id) {
                found[stored.name] = SealedVariable(stored: stored, scope: owner, environmentID: id)
            }
        }
        return found.values.sorted { $0.stored.name < $1.stored.name }
    }

    private func openWithKeysFromStore(_ variables: [SealedVariable]) async throws -> [InjectedVariable] {
        let keys = try await store.readState { [self] transaction in
            var keys: [Int64: DataKey] = [:]
            for variable in variables where keys[variable.environmentID] == nil {
                keys[variable.environmentID] = try dataKey(of: variable, in: transaction)
            }
            return keys
        }
        guard let opened = try open(variables, with: { keys[$0.environmentID] }) else {
            throw SlipwayError(.internalError, "a data key was read and is not there")
        }
        return opened
    }

    /// Nothing when `key` does not give the key of one of them.
    private func open(
        _ variables: [SealedVariable],
        with key: (SealedVariable) throws -> DataKey?
    ) throws -> [InjectedVariable]? {
        var opened: [InjectedVariable] = []
        opened.reserveCapacity(variables.count)
        for variable in variables {
            guard let key = try key(variable) else { return nil }
            opened.append(
                InjectedVariable(
                    name: variable.stored.name,
                    kind: variable.stored.kind,
                    version: variable.stored.version,
                    value: try key.open(variable.stored, in: variable.scope)
                )
            )
        }
        return opened
    }

    private func dataKey(of variable: SealedVariable, in transaction: any Transaction) throws -> DataKey {
        let (id, scope) = (variable.environmentID, variable.scope)
        guard let key = try keyring.existingDataKey(environmentID: id, scope: scope, in: transaction) else {
            throw SlipwayError(.storeDamaged, "the data key of this environment is missing")
        }
        return key
    }
}

/// One variable on its way to a process.
public struct InjectedVariable: Sendable {
    public let name: VariableName
    public let kind: VariableKind
    public let version: Int64
    public let value: SecretValue
}
