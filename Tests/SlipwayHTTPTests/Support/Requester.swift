import SlipwayCrypto
import SlipwayModel
import SlipwayTesting

/// Who a request of a test comes from.
enum Requester: String, CaseIterable, Sendable {
    case owner
    case admin
    case developer
    case viewer
    /// An admin, narrowed to `myapp` in `production`.
    case narrow
    /// A viewer that is given `secrets.use` beside.
    case user
    /// An owner until the fixture's clock began.
    case expired
    case none

    /// 52 characters, as a real key has.
    var key: String? {
        self == .none ? nil : String(String(repeating: rawValue, count: 52).prefix(APIKey.length))
    }

    var entry: APIKeyEntry? {
        guard let key else { return nil }
        return APIKeyEntry(
            hash: APIKey.hash(key),
            name: rawValue,
            role: role,
            reach: self == .narrow ? Reach(apps: [.myapp], environments: [.production]) : .everything,
            grants: self == .user ? [.useSecrets] : [],
            expires: self == .expired ? FixedClock.start : nil
        )
    }

    private var role: Role {
        switch self {
        case .owner, .expired: .owner
        case .admin, .narrow: .admin
        case .developer: .developer
        case .viewer, .user, .none: .viewer
        }
    }
}
