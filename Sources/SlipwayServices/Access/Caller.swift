public import SlipwayModel

/// Who makes a request, and how it came in.
///
/// Every use case takes one.
public final class Caller: Sendable {
    public let identity: Identity
    public let origin: AuditEvent.Origin
    /// When the request had come in; nothing when that is not known.
    let arrival: ContinuousClock.Instant?

    public init(identity: Identity, origin: AuditEvent.Origin, arrival: ContinuousClock.Instant? = nil) {
        self.identity = identity
        self.origin = origin
        self.arrival = arrival
    }
}
