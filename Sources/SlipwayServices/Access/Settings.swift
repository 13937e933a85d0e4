public import SlipwayModel

/// What the operator's configuration says to the use cases.
///
/// Replaced as a whole when the file changes.
public struct Settings: Sendable {
    public let policy: Policy
    public let apiKeys: [APIKeyEntry]
    public let refusedNames: RefusedNames
    /// How many old versions of each variable are kept.
    public let history: Int

    public init(
        policy: Policy = Policy(),
        apiKeys: [APIKeyEntry] = [],
        refusedNames: RefusedNames = RefusedNames(),
        history: Int = 5
    ) {
        self.policy = policy
        self.apiKeys = apiKeys
        self.refusedNames = refusedNames
        self.history = history
    }
}
