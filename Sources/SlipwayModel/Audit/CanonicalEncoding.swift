/// The bytes of an audit entry that the chain is computed over; used again for entry after entry.
///
/// Two different entries never have the same encoding. It is one format byte (1); sequence and time as 8 bytes
/// big-endian; then actor, action, subject, app, environment, name, version (in decimal), detail, remote, via and request,
/// each as one presence byte and, when present, its length as 4 bytes big-endian and its UTF-8 bytes.
public struct CanonicalEncoding {
    public private(set) var bytes: [UInt8] = []

    public init() { bytes.reserveCapacity(256) }

    /// Forgets the entry before, and begins the next.
    public mutating func begin(sequence: Int64, time: Timestamp) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(1)
        withUnsafeBytes(of: sequence.bigEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: time.milliseconds.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// The next field; nothing when the entry has none.
    public mutating func append(_ text: String?) {
        guard var text else { return appendNothing() }
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// The next field, as UTF-8.
    public mutating func append(_ text: UnsafeRawBufferPointer) {
        bytes.append(1)
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: text.count).bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: text)
    }

    public mutating func appendNothing() { bytes.append(0) }
}
