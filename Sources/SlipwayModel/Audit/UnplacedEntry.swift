/// An entry of the audit trail that has no sequence number yet: encoded where it comes from, so that whoever appends it
/// has less to do and copies no strings.
public struct UnplacedEntry: Sendable {
    public let app: String?
    private let encoding: [UInt8]

    public init(_ event: AuditEvent) {
        app = event.app
        encoding = AuditEntry(sequence: 0, event: event).canonicalEncoding
    }

    /// Puts the encoding of the entry as the one of this number in the place of what `bytes` holds.
    public func encode(at sequence: Int64, into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: encoding)
        bytes.withUnsafeMutableBytes { CanonicalEncoding.place(at: sequence, $0) }
    }
}
