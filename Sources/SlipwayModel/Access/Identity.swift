/// Who acts, as proved to the server: the name the audit shows, the role, and what narrows or widens it.
public final class Identity: Sendable, Hashable {
    /// `admin@example.com`, `ci@slipway` or `alice@localhost`.
    public let actor: String
    public let role: Role
    /// What an API key is narrowed to.
    ///
    /// Nothing outside it is visible.
    public let reach: Reach
    /// Permissions given to this identity beside those of its role, within its reach.
    public let grants: Set<Permission>
    /// The SHA-256 of the API key that proved it; nothing for a user of the server's own machine.
    ///
    /// With it each use case can see whether the key still stands when it comes to act.
    public let key: [UInt8]?

    public init(
        actor: String,
        role: Role,
        reach: Reach = .everything,
        grants: Set<Permission> = [],
        key: [UInt8]? = nil
    ) {
        self.key = key
        self.actor = actor
        self.role = role
        self.reach = reach
        self.grants = grants
    }

    public static func == (one: Identity, other: Identity) -> Bool {
        if one === other { return true }
        return one.actor == other.actor && one.role == other.role && one.reach == other.reach
            && one.grants == other.grants && one.key == other.key
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(actor)
        hasher.combine(key)
    }
}

/// The apps and environments an identity may touch at all; `nil` means every one.
public struct Reach: Sendable, Hashable {
    public let apps: Set<AppName>?
    public let environments: Set<EnvironmentName>?

    public init(apps: Set<AppName>? = nil, environments: Set<EnvironmentName>? = nil) {
        self.apps = apps
        self.environments = environments
    }

    public static let everything = Reach()

    func covers(_ target: Target) -> Bool {
        switch target {
        case .instance: apps == nil && environments == nil
        case .app(let app): apps?.contains(app) ?? true
        case .environment(let app, let environment):
            (apps?.contains(app) ?? true) && (environments?.contains(environment) ?? true)
        }
    }
}

/// What a permission is asked for.
public enum Target: Sendable, Hashable {
    /// Slipway as a whole: global variables, keys, the whole audit trail.
    case instance
    case app(AppName)
    case environment(AppName, EnvironmentName)

    public var app: AppName? {
        switch self {
        case .instance: nil
        case .app(let app), .environment(let app, _): app
        }
    }

    public var environment: EnvironmentName? {
        guard case .environment(_, let environment) = self else { return nil }
        return environment
    }
}
