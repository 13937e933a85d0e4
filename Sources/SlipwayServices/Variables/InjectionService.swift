import SlipwayCrypto
public import SlipwayModel
import SlipwayStore

/// Giving values to a process: the only way a secret's value leaves the server.
public final class InjectionService: Sendable {
    private let gate: Gate
    private let store: any Store
    private let trail: AuditTrail
    private let keyring: Keyring
    private let cache: VariableCache

    init(gate: Gate, store: any Store, trail: AuditTrail, keyring: Keyring, cache: VariableCache) {
        self.gate = gate
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
        let asked = names?.map(\.text) ?? []
        try await gate.require(.useSecrets, on: target, subject: .secret, names: asked, as: caller)
        if isUnmasked {
            try await gate.require(.unmaskSecrets, on: target, subject: .secret, names: asked, as: caller)
        }
        let sealed = try await cache.environment(scope) {
            try await store.read { [self] transaction in try load(scope, in: transaction, as: caller) }
        }
        let items = try names.map { try select($0, from: sealed, in: scope) } ?? sealed.items
        let opened = try await open(items)
        let reads = items.filter { $0.variable.kind == .secret }.map { item in
            trail.event(
                .read,
                .secret,
                target: target,
                name: item.variable.name.text,
                version: item.variable.version,
                detail: isUnmasked ? "unmasked" : nil,
                by: caller
            )
        }
        if !reads.isEmpty {
            try await store.write { [self] transaction in try trail.append(reads, in: transaction) }
        }
        return opened
    }

    private func select(
        _ names: [VariableName],
        from sealed: SealedEnvironment,
        in scope: Scope
    ) throws -> [SealedEnvironment.Item] {
        try Set(names).sorted().map { name in
            guard let item = sealed.item(name) else {
                let near = NearNames.of(name.text, among: sealed.items.map(\.variable.name.text))
                throw VariableNotFound.error(name, kind: .secret, in: scope, near: near)
            }
            return item
        }
    }

    private func open(_ items: [SealedEnvironment.Item]) async throws -> [InjectedVariable] {
        var keys: [Int64: DataKey] = [:]
        for item in items where keys[item.environmentID] == nil {
            keys[item.environmentID] = try await dataKey(of: item)
        }
        return try items.map { item in
            guard let key = keys[item.environmentID] else {
                throw SlipwayError(.internalError, "a data key is missing")
            }
            return InjectedVariable(
                name: item.variable.name,
                kind: item.variable.kind,
                version: item.variable.version,
                value: try key.open(item.variable, in: item.scope)
            )
        }
    }

    private func dataKey(of item: SealedEnvironment.Item) async throws -> DataKey {
        if let key = keyring.cachedDataKey(environmentID: item.environmentID) { return key }
        return try await store.read { [self] transaction in
            guard
                let key = try keyring.existingDataKey(
                    environmentID: item.environmentID,
                    scope: item.scope,
                    in: transaction
                )
            else { throw SlipwayError(.storeDamaged, "the data key of this environment is missing") }
            return key
        }
    }

    private func load(_ scope: Scope, in transaction: any Transaction, as caller: Caller) throws -> SealedEnvironment {
        let environmentID = try Lookup.environmentID(scope, in: transaction, gate: gate, caller: caller)
        var items: [VariableName: SealedEnvironment.Item] = [:]
        for (id, owner) in [(Int64(0), Scope.global), (environmentID, scope)] {
            for variable in try transaction.variables(environmentID: id) {
                items[variable.name] = SealedEnvironment.Item(variable: variable, scope: owner, environmentID: id)
            }
        }
        return SealedEnvironment(items: items.values.sorted { $0.variable.name < $1.variable.name })
    }
}

/// One variable on its way to a process.
public struct InjectedVariable: Sendable {
    public let name: VariableName
    public let kind: VariableKind
    public let version: Int64
    public let value: SecretValue
}
