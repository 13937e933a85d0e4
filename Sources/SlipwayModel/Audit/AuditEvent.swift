/// What happened, before the audit trail gives it a place in the chain.
///
/// Never holds a value.
public struct AuditEvent: Sendable, Hashable {
    public let time: Timestamp
    public let actor: String
    public let action: AuditAction
    public let subject: AuditSubject
    public let app: String?
    public let environment: String?
    /// The name of the secret, variable or key.
    public let name: String?
    public let version: Int64?
    /// For a refusal, the permission that was missing; otherwise what else a reader needs to know.
    public let detail: String?
    public let origin: Origin

    /// How a request came in.
    public struct Origin: Sendable, Hashable {
        /// The peer's address, without port.
        public let remote: String
        /// `http`, `https`, `socket` or `server`.
        public let via: String
        public let request: String

        public init(remote: String, via: String, request: String) {
            self.remote = remote
            self.via = via
            self.request = request
        }
    }

    public init(
        time: Timestamp,
        actor: String,
        action: AuditAction,
        subject: AuditSubject,
        app: String? = nil,
        environment: String? = nil,
        name: String? = nil,
        version: Int64? = nil,
        detail: String? = nil,
        origin: Origin
    ) {
        self.time = time
        self.actor = actor
        self.action = action
        self.subject = subject
        self.app = app
        self.environment = environment
        self.name = name
        self.version = version
        self.detail = detail
        self.origin = origin
    }
}
