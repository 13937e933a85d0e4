public import SlipwayModel

/// Which entries of the trail are wanted.
///
/// What is nothing is not asked for.
public struct AuditFilter: Sendable {
    public let app: AppName?
    public let environment: EnvironmentName?
    public let since: Timestamp?
    public let actor: String?
    public let action: AuditAction?
    public let name: String?
    /// Only entries about secrets.
    public let secretsOnly: Bool
    /// Only entries before this sequence number: the cursor of the page before.
    public let before: Int64
    /// 1...1000.
    public let limit: Int

    public static let limitRange = 1...1_000

    public init(
        app: AppName? = nil,
        environment: EnvironmentName? = nil,
        since: Timestamp? = nil,
        actor: String? = nil,
        action: AuditAction? = nil,
        name: String? = nil,
        secretsOnly: Bool = false,
        before: Int64 = .max,
        limit: Int = 100
    ) {
        self.app = app
        self.environment = environment
        self.since = since
        self.actor = actor
        self.action = action
        self.name = name
        self.secretsOnly = secretsOnly
        self.before = before
        self.limit = min(max(limit, Self.limitRange.lowerBound), Self.limitRange.upperBound)
    }

    func matches(_ event: AuditEvent) -> Bool {
        (environment == nil || event.environment == environment?.text)
            && (actor == nil || event.actor == actor)
            && (action == nil || event.action == action)
            && (name == nil || event.name == name)
            && (!secretsOnly || event.subject == .secret)
    }
}

/// One page of the trail, newest first.
public struct AuditPage: Sendable {
    public let entries: [AuditEntry]
    /// Where the next page begins, when there may be one.
    public let next: Int64?
}
