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
        // Asked for here first, because a call that may wait costs a frame.
        let environmentID =
            if let id = lookup.knownEnvironmentID(scope) { id } else {
                try await lookup.environmentID(scope, as: caller)
            }
        let owner = Owner(scope: scope, environmentID: environmentID)
        let sealed =
            if let known = wanted.flatMap({ known($0, of: owner) }) { known } else {
                try await load(wanted, of: [owner, .global])
            }
        let variables = try sealed.map { try $0.open() }
        let reads = reads(of: variables, in: target, isUnmasked: isUnmasked, as: caller)
        if !reads.isEmpty { try await ledger.record(reads) }
        return variables
    }

    /// What the trail is to say of secrets that are given out.
    private func reads(
        of variables: [InjectedVariable],
        in target: Target,
        isUnmasked: Bool,
        as caller: Caller
    ) -> [UnplacedEntry] {
        var entries: [UnplacedEntry] = []
        entries.reserveCapacity(variables.count)
        for variable in variables where variable.kind == .secret {
            entries.append(
                trail.entry(
                    .read,
                    .secret,
                    target: target,
                    name: variable.name.text,
                    version: variable.version,
                    detail: isUnmasked ? "unmasked" : nil,
                    by: caller
                )
            )
        }
        return entries
    }

    /// The variables of these names when the cache has all of them: most reads go no further.
    private func known(_ names: [VariableName], of owner: Owner) -> [SealedVariable]? {
        var known: [SealedVariable] = []
        known.reserveCapacity(names.count)
        for name in names {
            guard let variable = self.known(name, of: owner) else { return nil }
            known.append(variable)
        }
        return known
    }

    /// A variable that the owner has, or else the global one.
    private func known(_ name: VariableName, of owner: Owner) -> SealedVariable? {
        switch cache.variable(name, environmentID: owner.environmentID) {
        case .unknown: return nil
        case .notSet: return owner.environmentID == Owner.global.environmentID ? nil : known(name, of: .global)
        case .set(let kind, let version, let sealed):
            guard let key = keyring.cachedDataKey(environmentID: owner.environmentID) else { return nil }
            return SealedVariable(
                name: name,
                kind: kind,
                version: version,
                sealed: sealed,
                scope: owner.scope,
                key: key
            )
        }
    }

    /// The variables of these names, by name: those of the first owner over those of the next.
    ///
    /// Nothing means all of both.
    private func load(_ names: [VariableName]?, of owners: [Owner]) async throws -> [SealedVariable] {
        guard let names else {
            return try await store.readState { [self] transaction in
                try all(of: owners, transaction).map { try sealed($0, of: $1, transaction) }
            }
        }
        // Before the snapshot is taken: what changes after this may be newer than the snapshot, and is not kept.
        let tickets = names.map { name in owners.map { cache.ticket(name, environmentID: $0.environmentID) } }
        return try await store.readState { [self] transaction in
            try zip(names, tickets).map { name, tickets in
                for (owner, ticket) in zip(owners, tickets) {
                    let stored = try transaction.variable(name, environmentID: owner.environmentID)
                    cache.insert(stored, name, environmentID: owner.environmentID, ticket)
                    if let stored, stored.sealed != nil { return try sealed(stored, of: owner, transaction) }
                }
                throw VariableNotFound.error(
                    name,
                    kind: .secret,
                    in: owners[0].scope,
                    near: NearNames.of(name.text, among: try all(of: owners, transaction).map(\.0.name.text))
                )
            }
        }
    }

    /// Every variable that is set, by name: those of the first owner over those of the next.
    private func all(of owners: [Owner], _ transaction: any Transaction) throws -> [(StoredVariable, Owner)] {
        var found: [VariableName: (StoredVariable, Owner)] = [:]
        for owner in owners.reversed() {
            for stored in try transaction.variables(environmentID: owner.environmentID) {
                found[stored.name] = (stored, owner)
            }
        }
        return found.values.sorted { $0.0.name < $1.0.name }
    }

    /// A variable that is set, with what opens it in the same snapshot.
    private func sealed(
        _ stored: StoredVariable,
        of owner: Owner,
        _ transaction: any Transaction
    ) throws -> SealedVariable {
        let (id, scope) = (owner.environmentID, owner.scope)
        guard let key = try keyring.existingDataKey(environmentID: id, scope: scope, in: transaction) else {
            throw SlipwayError(.storeDamaged, "the data key of this environment is missing")
        }
        return SealedVariable(
            name: stored.name,
            kind: stored.kind,
            version: stored.version,
            sealed: stored.openable,
            scope: scope,
            key: key
        )
    }
}

/// Whose variables a process gets.
private struct Owner {
    static let global = Owner(scope: .global, environmentID: 0)

    let scope: Scope
    let environmentID: Int64
}

/// A variable as it is stored, and what opens it.
private struct SealedVariable {
    let name: VariableName
    let kind: VariableKind
    let version: Int64
    let sealed: [UInt8]
    /// Whose key it is: the environment's or the global one.
    let scope: Scope
    let key: DataKey

    func open() throws -> InjectedVariable {
        InjectedVariable(
            name: name,
            kind: kind,
            version: version,
            value: try key.open(sealed, of: name, version: version, kind: kind, in: scope)
        )
    }
}

/// One variable on its way to a process.
public struct InjectedVariable: Sendable {
    public let name: VariableName
    public let kind: VariableKind
    public let version: Int64
    public let value: SecretValue
}
