import SlipwayCrypto
public import SlipwayModel
import SlipwayStore

/// Setting, listing and unsetting variables of both kinds.
///
/// No other path writes a variable.
public final class VariableService: Sendable {
    private let gate: Gate
    private let lookup: Lookup
    private let trail: AuditTrail
    private let settings: LiveSettings
    private let keyring: Keyring
    private let cache: VariableCache

    init(
        gate: Gate,
        lookup: Lookup,
        trail: AuditTrail,
        settings: LiveSettings,
        keyring: Keyring,
        cache: VariableCache
    ) {
        self.gate = gate
        self.lookup = lookup
        self.trail = trail
        self.settings = settings
        self.keyring = keyring
        self.cache = cache
    }

    /// Sets all of `assignments`, or none when any is bad.
    ///
    /// A plain variable set as a secret becomes one; its old versions stay sealed like all others.
    ///
    /// - Returns: the new state of each, in the order given. Versions tell whether a variable existed, so they are left
    ///   out (0) for a caller who may not view variables of this kind.
    /// - Throws: `name_refused`, `invalid_value`, `version_conflict`, `kind_conflict`, and what ``Lookup`` throws.
    public func set(
        _ assignments: [Assignment],
        kind: VariableKind,
        in scope: Scope,
        as caller: Caller
    ) async throws -> [VariableRecord] {
        try NameLimit.check(assignments.count)
        let target = scope.target
        let names = assignments.map(\.name.text)
        let (lookup, trail, keyring, history) = (lookup, trail, keyring, settings.current.history)
        // Before looking at what is given: a refused attempt is recorded also when it asks for something bad.
        try await gate.require(kind.manage, on: target, subject: kind.subject, names: names, as: caller)
        try await requireView(assignments.contains { $0.ifVersion != nil }, kind, target, names, caller)
        try check(assignments)
        let mayView = gate.allows(caller, to: kind.view, on: target)
        let (records, key, environmentID) = try await write(kind, assignments.map(\.name), in: scope, as: caller) {
            transaction,
            environmentID in
            let key = try keyring.dataKey(environmentID: environmentID, scope: scope, in: transaction)
            let time = trail.now()
            var entries: [UnplacedEntry] = []
            let records = try assignments.map { assignment in
                let old = try transaction.variableToChange(assignment.name, environmentID: environmentID)
                try Self.check(assignment, kind: kind, against: old.variable, mayView: mayView)
                let (version, isLast) = (old.variable?.version ?? 0).addingReportingOverflow(1)
                guard !isLast else {
                    throw SlipwayError(.storeDamaged, "the database is damaged: \(assignment.name) has no next version")
                }
                let new = StoredVariable(
                    name: assignment.name,
                    kind: kind,
                    version: version,
                    sealed: try key.seal(
                        assignment.value,
                        of: assignment.name,
                        version: version,
                        kind: kind,
                        in: scope
                    ),
                    updatedAt: time,
                    updatedBy: caller.identity.actor
                )
                try transaction.putVariable(new, replacing: old, keeping: history, environmentID: environmentID)
                entries.append(
                    trail.entry(
                        .set,
                        kind.subject,
                        target: target,
                        name: assignment.name.text,
                        version: version,
                        by: caller
                    )
                )
                return VariableRecord(new, value: nil, version: mayView ? version : 0)
            }
            try trail.append(entries, in: transaction)
            return (records, key, environmentID)
        }
        lookup.remember(environmentID, of: scope)
        keyring.remember(key, environmentID: environmentID)
        return records
    }

    /// Every secret that is set; their values never leave by this way.
    ///
    /// Kept, and read anew only after a change: such lists are asked for again and again.
    public func secrets(in scope: Scope, as caller: Caller) async throws -> SecretList {
        try await gate.require(VariableKind.secret.view, on: scope.target, subject: .secret, as: caller)
        let environmentID = try await lookup.environmentID(scope, as: caller)
        if let list = cache.list(environmentID: environmentID) { return list }
        // Before the snapshot is taken: what changes after this may be newer than the snapshot, and is not kept.
        let ticket = cache.listTicket(environmentID: environmentID)
        let list = try await gate.store.readState { transaction in
            SecretList(try transaction.listedVariables(.secret, environmentID: environmentID))
        }
        cache.insert(list, environmentID: environmentID, ticket)
        return list
    }

    /// Every plain variable that is set, with its value, in the order they were first set.
    public func plainVariables(in scope: Scope, as caller: Caller) async throws -> [VariableRecord] {
        try await gate.require(VariableKind.plain.view, on: scope.target, subject: .variable, as: caller)
        let (stored, key) = try await gate.store.readState { [lookup, keyring] transaction in
            let environmentID = try lookup.environmentID(scope, inRead: transaction, as: caller)
            let stored = try transaction.variables(environmentID: environmentID).filter { $0.kind == .plain }
            // What is not needed is not looked at: it may be damaged.
            guard !stored.isEmpty else { return (stored, nil as DataKey?) }
            return (stored, try keyring.existingDataKey(environmentID: environmentID, scope: scope, in: transaction))
        }
        guard !stored.isEmpty else { return [] }
        guard let key else { throw SlipwayError(.storeDamaged, "the data key of this environment is missing") }
        return stored.map { VariableRecord($0, value: try? key.open($0, in: scope)) }
    }

    /// Unsets one variable and forgets its values, the old ones too.
    ///
    /// - Throws: `secret_not_found` or `variable_not_found`, `version_conflict`.
    public func unset(
        _ name: VariableName,
        kind: VariableKind,
        ifVersion: Int64?,
        in scope: Scope,
        as caller: Caller
    ) async throws {
        let target = scope.target
        let trail = trail
        try await gate.require(kind.manage, on: target, subject: kind.subject, names: [name.text], as: caller)
        try await requireView(ifVersion != nil, kind, target, [name.text], caller)
        let mayView = gate.allows(caller, to: kind.view, on: target)
        try await write(kind, [name], in: scope, as: caller) { transaction, environmentID in
            let found = try transaction.variableToChange(name, environmentID: environmentID)
            guard let old = found.variable, old.sealed != nil, old.kind == kind else {
                // Who may manage but not view must not learn from the answer what is set.
                guard mayView else { return }
                let names = try transaction.listedVariables(kind, environmentID: environmentID).map(\.name.text)
                throw VariableNotFound.error(name, kind: kind, in: scope, near: NearNames.of(name.text, among: names))
            }
            if let ifVersion, old.version != ifVersion { throw Self.conflict(old, ifVersion, mayView: mayView) }
            try transaction.clearVariable(found, at: trail.now(), by: caller.identity.actor)
            let entry = trail.entry(
                .unset,
                kind.subject,
                target: target,
                name: name.text,
                version: old.version,
                by: caller
            )
            try trail.append([entry], in: transaction)
        }
    }

    /// Changes variables of a scope, if the caller may.
    private func write<R: Sendable>(
        _ kind: VariableKind,
        _ names: [VariableName],
        in scope: Scope,
        as caller: Caller,
        _ body: @escaping @Sendable (any Transaction, _ environmentID: Int64) throws -> R
    ) async throws -> R {
        let (lookup, change) = (lookup, cache.change(of: names))
        defer { change.end() }
        return try await gate.write(
            kind.manage,
            on: scope.target,
            subject: kind.subject,
            names: names.map(\.text),
            as: caller
        ) { transaction in
            let environmentID = try lookup.environmentID(scope, inWrite: transaction, as: caller)
            let result = try body(transaction, environmentID)
            // Last: a write that is refused changes nothing.
            change.begin(environmentID: environmentID)
            return result
        }
    }

    /// A condition on versions asks what is set, which needs the right to see it.
    private func requireView(
        _ isConditional: Bool,
        _ kind: VariableKind,
        _ target: Target,
        _ names: [String],
        _ caller: Caller
    ) async throws {
        guard isConditional else { return }
        try await gate.require(kind.view, on: target, subject: kind.subject, names: names, as: caller)
    }

    private func check(_ assignments: [Assignment]) throws {
        guard !assignments.isEmpty else { throw SlipwayError(.invalidRequest, "there is nothing to set") }
        var seen: Set<VariableName> = []
        for assignment in assignments {
            guard seen.insert(assignment.name).inserted else {
                throw SlipwayError(.invalidRequest, "\(assignment.name) is given twice")
            }
            guard !settings.current.refusedNames.refuses(assignment.name) else {
                throw SlipwayError(
                    .nameRefused,
                    "\(assignment.name) is refused: a variable of this name changes how programs are loaded or run"
                )
            }
            guard !assignment.value.isMask else {
                throw SlipwayError(
                    .invalidValue,
                    "the value given for \(assignment.name) is the mask that stands for a hidden value, not a value"
                )
            }
            do {
                try ValueError.check(assignment.value, of: assignment.name, allowEmpty: assignment.allowsEmpty)
            } catch {
                throw SlipwayError(.invalidValue, error.description)
            }
        }
    }

    private static func check(
        _ assignment: Assignment,
        kind: VariableKind,
        against old: StoredVariable?,
        mayView: Bool
    ) throws {
        let isSet = old?.sealed != nil
        // First, so that the versions of a secret are not told to whoever may set plain variables only.
        if isSet, old?.kind == .secret, kind == .plain {
            throw SlipwayError(
                .kindConflict,
                "\(assignment.name) cannot be set as a plain variable: a secret never becomes one"
            )
        }
        if let expected = assignment.ifVersion, expected != (isSet ? old?.version ?? 0 : 0) {
            throw conflict(old, expected, mayView: mayView, name: assignment.name)
        }
    }

    private static func conflict(
        _ old: StoredVariable?,
        _ expected: Int64,
        mayView: Bool,
        name: VariableName? = nil
    ) -> SlipwayError {
        let name = old?.name ?? name
        let label = name.map(\.text) ?? "the variable"
        guard mayView else { return SlipwayError(.versionConflict, "\(label) is not at version \(expected)") }
        guard let old, old.sealed != nil else {
            return SlipwayError(.versionConflict, "\(label) is not set, so it is not at version \(expected)")
        }
        return SlipwayError(
            .versionConflict,
            "\(label) is at version \(old.version), not \(expected): \(old.updatedBy) changed it at \(old.updatedAt.rfc3339)"
        )
    }
}
