/// The bytes of an audit entry that the chain is computed over; used again for entry after entry.
///
/// Two different entries never have the same encoding. It is one format byte (1); sequence and time as 8 bytes
/// big-endian; then actor, action, subject, app, environment, name, version (in decimal), detail, remote, via and request,
/// each as one presence byte and, when present, its length as 4 bytes big-endian and its UTF-8 bytes.
public struct CanonicalEncoding {
    public private(set) var bytes: [UInt8] = []

    public init() { bytes.reserveCapacity(256) }

    /// Forgets the entry before, and writes the one that has this event and this place.
    public mutating func write(_ event: AuditEvent, sequence: Int64) {
        begin(sequence: sequence, time: event.time)
        append(event.actor)
        append(event.action.rawValue)
        append(event.subject.rawValue)
        append(event.app)
        append(event.environment)
        append(event.name)
        append(event.version.map { String($0) })
        append(event.detail)
        append(event.origin.remote)
        append(event.origin.via)
        append(event.origin.request)
    }

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

    /// What an encoding says first of all: its entry's sequence number, and where the name of the app stands.
    ///
    /// Nothing when it is cut off before that.
    public static func place(in bytes: UnsafeRawBufferPointer) -> (sequence: Int64, app: Range<Int>?)? {
        var reader = Reader(bytes)
        guard let head = reader.head(), reader.field() != nil, reader.field() != nil, reader.field() != nil,
            let app = reader.field()
        else { return nil }
        return (head.sequence, app)
    }

    /// Reads an encoding from its beginning; each call gives the next part, or nothing when it is cut off there.
    struct Reader {
        private let bytes: UnsafeRawBufferPointer
        private var offset = 0

        init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        var isAtEnd: Bool { offset == bytes.count }

        mutating func head() -> (sequence: Int64, time: Timestamp)? {
            guard bytes.count >= 17, bytes[0] == 1 else { return nil }
            offset = 17
            return (number(at: 1, Int64.self), Timestamp(milliseconds: number(at: 9, Int64.self)))
        }

        /// Where the next field's text stands: `.some(nil)` for a field that the entry has not.
        mutating func field() -> Range<Int>?? {
            guard offset < bytes.count else { return nil }
            switch bytes[offset] {
            case 0:
                offset += 1
                return .some(nil)
            case 1 where bytes.count - offset >= 5:
                let start = offset + 5
                let length = Int(number(at: offset + 1, UInt32.self))
                guard bytes.count - start >= length else { return nil }
                offset = start + length
                return start..<offset
            default: return nil
            }
        }

        /// The next field's text: `.some(nil)` for a field that the entry has not.
        mutating func text() -> String?? {
            guard let field = field() else { return nil }
            guard let field else { return .some(nil) }
            let text = UnsafeRawBufferPointer(rebasing: bytes[field])
            guard let text = String(utf8: text) else { return nil }
            return text
        }

        private func number<N: FixedWidthInteger>(at start: Int, _ type: N.Type) -> N {
            N(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: N.self))
        }
    }
}
