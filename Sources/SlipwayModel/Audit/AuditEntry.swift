/// One entry of the audit trail: an event and its place.
///
/// Sequence numbers begin at 1 and have no gaps.
public struct AuditEntry: Sendable, Hashable {
    public let sequence: Int64
    public let event: AuditEvent

    public init(sequence: Int64, event: AuditEvent) {
        self.sequence = sequence
        self.event = event
    }

    /// The bytes the chain is computed over, as ``CanonicalEncoding`` writes them.
    public var canonicalEncoding: [UInt8] {
        var encoding = CanonicalEncoding()
        encoding.begin(sequence: sequence, time: event.time)
        encoding.append(event.actor)
        encoding.append(event.action.rawValue)
        encoding.append(event.subject.rawValue)
        encoding.append(event.app)
        encoding.append(event.environment)
        encoding.append(event.name)
        encoding.append(event.version.map { String($0) })
        encoding.append(event.detail)
        encoding.append(event.origin.remote)
        encoding.append(event.origin.via)
        encoding.append(event.origin.request)
        return encoding.bytes
    }
}
