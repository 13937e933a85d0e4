/// What a user or an API key is to the team.
///
/// Every identity has exactly one.
public enum Role: String, Sendable, Hashable, CaseIterable, Codable {
    case owner
    case admin
    case developer
    case viewer
}
