/// Which roles may do what: the default table, with whole lists replaced by custom permissions.
///
/// ``decide(_:to:on:)`` is the only place in Slipway that answers "may this identity do this?".
public struct Policy: Sendable, Equatable {
    /// One element of a permission's list: a role, everywhere or only in some apps and environments.
    public struct Rule: Sendable, Hashable {
        public let role: Role
        public let reach: Reach

        public init(role: Role, reach: Reach = .everything) {
            self.role = role
            self.reach = reach
        }
    }

    private let custom: [Permission: [Rule]]

    /// The default table with each list in `custom` put in place of the default one.
    public init(custom: [Permission: [Rule]] = [:]) { self.custom = custom }

    /// Decides from names alone, before anything is looked up, so that the answer cannot depend on what exists.
    public func decide(_ identity: Identity, to permission: Permission, on target: Target) -> Decision {
        if allows(identity, permission, target) { return .allowed }
        return .denied(hidden: !sees(identity, target))
    }

    /// Whether the identity may know that the target exists.
    ///
    /// Without it, a refusal must look like "not found".
    private func sees(_ identity: Identity, _ target: Target) -> Bool {
        switch target {
        case .instance: true
        case .app: allows(identity, .viewApps, target)
        case .environment(let app, _):
            allows(identity, .viewApps, .app(app)) && allows(identity, .viewEnvironments, target)
        }
    }

    private func allows(_ identity: Identity, _ permission: Permission, _ target: Target) -> Bool {
        guard identity.reach.covers(target) else { return false }
        if identity.grants.contains(permission) { return true }
        guard let rules = custom[permission] else { return Self.defaultRoles(permission).contains(identity.role) }
        return rules.contains { $0.role == identity.role && $0.reach.covers(target) }
    }

    private static func defaultRoles(_ permission: Permission) -> [Role] {
        switch permission {
        case .viewApps, .viewEnvironments, .viewVariables: Role.allCases
        case .manageApps, .manageEnvironments, .manageVariables: [.owner, .admin, .developer]
        case .viewSecrets, .manageSecrets, .useSecrets, .viewAudit, .viewKeys: [.owner, .admin]
        case .unmaskSecrets, .manageKeys: [.owner]
        }
    }

    /// Equal when the same lists are in force, be they written out or not.
    public static func == (left: Self, right: Self) -> Bool {
        Permission.allCases.allSatisfy { left.rules($0) == right.rules($0) }
    }

    private func rules(_ permission: Permission) -> [Rule] {
        custom[permission] ?? Self.defaultRoles(permission).map { Rule(role: $0) }
    }
}

/// The answer of a policy.
public enum Decision: Sendable, Hashable {
    case allowed
    /// Refused; `hidden` when the identity may not even know that the target exists.
    case denied(hidden: Bool)
}
