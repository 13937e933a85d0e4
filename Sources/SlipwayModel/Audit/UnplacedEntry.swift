/// An entry of the audit trail that has no sequence number yet: encoded where it comes from, so that whoever appends it
/// has less to do and copies no strings.
public struct UnplacedEntry: Sendable {
    public let app: String?
    private let encoding: [UInt8]

    public init(_ event: AuditEvent) {
        app = event.app
        encoding = event.canonicalEncoding(at: 0)
    }

    /// How many bytes ``encode(at:into:)`` adds.
    public var size: Int { encoding.count }

    /// Puts the encoding of the entry as the one of this number behind what `bytes` holds.
    public func encode(at sequence: Int64, into bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: encoding)
        bytes.withUnsafeMutableBytes {
            CanonicalEncoding.place(at: sequence, UnsafeMutableRawBufferPointer(rebasing: $0[start...]))
        }
    }
}
