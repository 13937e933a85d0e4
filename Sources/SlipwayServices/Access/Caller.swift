public import SlipwayModel

/// Who makes a request, and how it came in.
///
/// Every use case takes one.
public final class Caller: Sendable {
    public let identity: Identity
    public let origin: AuditEvent.Origin

    public init(identity: Identity, origin: AuditEvent.Origin) {
        self.identity = identity
        self.origin = origin
    }
}
