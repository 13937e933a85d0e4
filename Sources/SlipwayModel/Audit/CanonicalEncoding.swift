/// The bytes of an audit entry that the chain is computed over.
///
/// Two different entries never have the same encoding. It is one format byte (1); sequence and time as 8 bytes
/// big-endian; then actor, action, subject, app, environment, name, version (in decimal), detail, remote, via and request,
/// each as one presence byte and, when present, its length as 4 bytes big-endian and its UTF-8 bytes.
public enum CanonicalEncoding {
    private static let headCount = 17

    /// The encoding of an entry whose fields after the time `fields` hands on, in the order above.
    ///
    /// It is called twice, and must hand on the same ones: their lengths are added up before the first is written.
    public static func bytes(
        sequence: Int64,
        time: Timestamp,
        fields: (_ field: (String?) -> Void) -> Void
    ) -> [UInt8] {
        var count = headCount
        fields { field in count += 1 + (field.map { 4 + $0.utf8.count } ?? 0) }
        return withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { bytes in
            bytes[0] = 1
            bytes.storeBytes(of: time.milliseconds.bigEndian, toByteOffset: 9, as: Int64.self)
            place(at: sequence, bytes)
            var offset = headCount
            fields { field in
                precondition(offset < count, "there are more fields than were counted")
                bytes[offset] = field == nil ? 0 : 1
                guard let field else { return offset += 1 }
                field.withUTF8Bytes { text in
                    precondition(text.count <= count - offset - 5, "a field is longer than was counted")
                    let length = UInt32(truncatingIfNeeded: text.count).bigEndian
                    bytes.storeBytes(of: length, toByteOffset: offset + 1, as: UInt32.self)
                    UnsafeMutableRawBufferPointer(rebasing: bytes[(offset + 5)...]).copyMemory(from: .init(text))
                    offset += 5 + text.count
                }
            }
            precondition(offset == count, "there are fewer fields than were counted")
            return Array(bytes)
        }
    }

    /// Writes an entry's sequence number over the one that its encoding has.
    static func place(at sequence: Int64, _ bytes: UnsafeMutableRawBufferPointer) {
        bytes.storeBytes(of: sequence.bigEndian, toByteOffset: 1, as: Int64.self)
    }

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
            guard bytes.count >= headCount, bytes[0] == 1 else { return nil }
            offset = headCount
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
