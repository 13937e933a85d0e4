import SlipwayModel

/// Consecutive entries of the audit trail, as one row holds them.
///
/// What one commit adds is a row or a few, whatever the number of entries. A format byte (1), and for each entry: the number
/// of the same app's entry before it (8 bytes, big-endian; see ``AuditLinks``), the length of its encoding (4 bytes,
/// big-endian), the encoding the chain is computed over, and its tag (16 bytes).
package struct AuditBlock: Sendable {
    /// A block that has so many bytes takes no more entries: two of them fill a page of the database, and whoever looks for
    /// one entry goes through a few.
    private static let fullSize = 1_800
    static let tagSize = 16
    private static let format: UInt8 = 1

    /// The number of the first entry.
    package let first: Int64
    package private(set) var bytes: [UInt8] = []

    /// A block without entries, the next of which is to have this number.
    package init(first: Int64) {
        self.first = first
        bytes.reserveCapacity(Self.fullSize + 400)
        bytes.append(Self.format)
    }

    var isEmpty: Bool { bytes.count == 1 }

    /// Another block has to take what follows.
    package var isFull: Bool { bytes.count >= Self.fullSize }

    /// Adds the next entry; `authenticate` gets its encoding and the place of its tag.
    mutating func append(
        _ entry: UnplacedEntry,
        at sequence: Int64,
        previous: Int64,
        authenticate: (_ encoding: UnsafeRawBufferPointer, _ tag: UnsafeMutableRawBufferPointer) -> Void
    ) {
        append(previous: previous, length: entry.size)
        let start = bytes.count
        entry.encode(at: sequence, into: &bytes)
        let end = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: Self.tagSize))
        bytes.withUnsafeMutableBytes { bytes in
            authenticate(
                UnsafeRawBufferPointer(rebasing: bytes[start..<end]),
                UnsafeMutableRawBufferPointer(rebasing: bytes[end...])
            )
        }
    }

    /// Adds the next entry as it was stored otherwise, whether it is right or not.
    package mutating func append(previous: Int64, encoding: [UInt8], tag: [UInt8]) {
        append(previous: previous, length: encoding.count)
        bytes.append(contentsOf: encoding)
        bytes.append(contentsOf: (tag + Array(repeating: 0, count: Self.tagSize)).prefix(Self.tagSize))
    }

    private mutating func append(previous: Int64, length: Int) {
        withUnsafeBytes(of: previous.bigEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: length).bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Goes through the entries of a block in the memory it lies in.
    package struct Reader {
        private let bytes: UnsafeRawBufferPointer
        private var offset: Int
        /// The number of the entry that comes next; not above zero after the greatest of all numbers, which no entry follows.
        package private(set) var sequence: Int64

        /// - Throws: `store_damaged` when it is no block of this format, or has no entry.
        package init(_ bytes: UnsafeRawBufferPointer, first: Int64) throws {
            (self.bytes, offset, sequence) = (bytes, 1, first)
            guard bytes.count > 1, bytes[0] == AuditBlock.format, first > 0 else { throw damaged }
        }

        package var isAtEnd: Bool { offset == bytes.count }

        /// The next entry; nothing at the end of the block.
        ///
        /// - Throws: `store_damaged` when what is here is not the entry that should be.
        package mutating func next() throws -> StoredAuditEntry? {
            guard !isAtEnd else { return nil }
            // It stays where it is when something is wrong.
            var ahead = self
            guard let previous = ahead.number(Int64.self), let length = ahead.number(UInt32.self),
                let encoding = ahead.take(Int(length)), let tag = ahead.take(AuditBlock.tagSize),
                let place = CanonicalEncoding.place(in: encoding), place.sequence == sequence, sequence > 0
            else { throw damaged }
            let entry = StoredAuditEntry(
                sequence: sequence,
                app: place.app.map { UnsafeRawBufferPointer(rebasing: encoding[$0]) },
                previous: previous,
                encoding: encoding,
                tag: tag
            )
            (offset, sequence) = (ahead.offset, sequence &+ 1)
            return entry
        }

        private mutating func number<N: FixedWidthInteger>(_ type: N.Type) -> N? {
            take(MemoryLayout<N>.size).map { N(bigEndian: $0.loadUnaligned(as: N.self)) }
        }

        private mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
            guard bytes.count - offset >= count else { return nil }
            defer { offset += count }
            return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
        }

        private var damaged: SlipwayError { .damagedEntry(sequence) }
    }
}

/// An entry while its row is lent: what the chain is computed over, and what is stored beside it.
public struct StoredAuditEntry {
    public let sequence: Int64
    /// UTF-8; nothing when the entry is of no app.
    public let app: UnsafeRawBufferPointer?
    /// The entry of the same app before; 0 when there is none.
    public let previous: Int64
    public let encoding: UnsafeRawBufferPointer
    public let tag: UnsafeRawBufferPointer

    func isOf(_ app: AppName) -> Bool { self.app.map { app.text.utf8.elementsEqual($0) } ?? false }

    /// A copy that may be kept.
    ///
    /// - Throws: `store_damaged` when the encoding is none of an entry.
    func entry() throws -> AuditEntry {
        guard let entry = AuditEntry(canonicalEncoding: encoding) else { throw SlipwayError.damagedEntry(sequence) }
        return entry
    }
}

extension SlipwayError {
    static func damagedEntry(_ sequence: Int64) -> SlipwayError {
        SlipwayError(.storeDamaged, "entry \(sequence) of the audit trail is damaged")
    }
}
