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

    /// The bytes the chain is computed over.
    ///
    /// Two different entries never have the same encoding.
    ///
    /// One format byte (1); sequence and time as 8 bytes big-endian; then actor, action, subject, app, environment,
    /// name, version (in decimal), detail, remote, via and request, each as one presence byte and, when present, its
    /// length as 4 bytes big-endian and its UTF-8 bytes.
    public var canonicalEncoding: [UInt8] {
        var bytes: [UInt8] = [1]
        bytes.reserveCapacity(192)
        append(sequence, to: &bytes)
        append(event.time.milliseconds, to: &bytes)
        append(event.actor, to: &bytes)
        append(event.action.rawValue, to: &bytes)
        append(event.subject.rawValue, to: &bytes)
        append(event.app, to: &bytes)
        append(event.environment, to: &bytes)
        append(event.name, to: &bytes)
        append(event.version.map { String($0) }, to: &bytes)
        append(event.detail, to: &bytes)
        append(event.origin.remote, to: &bytes)
        append(event.origin.via, to: &bytes)
        append(event.origin.request, to: &bytes)
        return bytes
    }

    private func append(_ number: Int64, to bytes: inout [UInt8]) {
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
        }
    }

    private func append(_ text: String?, to bytes: inout [UInt8]) {
        guard let text else { return bytes.append(0) }
        bytes.append(1)
        let count = UInt32(truncatingIfNeeded: text.utf8.count)
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: count >> UInt32(shift)))
        }
        bytes.append(contentsOf: text.utf8)
    }
}
