public import SlipwayModel
import SlipwayStore

/// What a list says of the secrets of one scope, in the order they were first set; their values are not in it.
///
/// Packed, so that the cache has room for the lists of many apps. First how many secrets there are, how many authors, and
/// those; then for each secret its name, its version, how much later than the one before it was set in milliseconds
/// (zigzag), and which of ``authors`` set it. Numbers are ``LEB128``, and each text stands behind its length.
public final class SecretList: Sendable {
    /// One secret; valid inside the closure it was lent to.
    public struct Item {
        /// ASCII.
        public let name: UnsafeBufferPointer<UInt8>
        public let version: Int64
        public let updatedAt: Timestamp
        /// Where in ``SecretList/authors`` stands who set it.
        public let author: Int
    }

    public let count: Int
    /// Whoever set one of them, each once.
    public let authors: [String]
    /// As the cache keeps it.
    let bytes: [UInt8]
    private let firstItem: Int

    convenience init(_ variables: [ListedVariable]) { self.init(bytes: Self.pack(variables)) }

    /// One that was kept.
    init(bytes: [UInt8]) {
        var offset = 0
        (count, authors) = bytes.withUnsafeBufferPointer { bytes in
            let count = Int(LEB128.number(in: bytes, at: &offset))
            let authors = (0..<LEB128.number(in: bytes, at: &offset)).map { _ in
                String(decoding: Self.text(in: bytes, at: &offset), as: UTF8.self)
            }
            return (count, authors)
        }
        firstItem = offset
        self.bytes = bytes
    }

    private static func pack(_ variables: [ListedVariable]) -> [UInt8] {
        var (items, authors, places, last) = ([UInt8](), [String](), [String: Int](), Int64(0))
        items.reserveCapacity(variables.count * 24)
        for variable in variables {
            append(variable.name.text, to: &items)
            LEB128.append(UInt64(bitPattern: variable.version), to: &items)
            let step = variable.updatedAt.milliseconds &- last
            LEB128.append(UInt64(bitPattern: step << 1 ^ step >> 63), to: &items)
            last = variable.updatedAt.milliseconds
            let author = places[variable.updatedBy] ?? authors.count
            if author == authors.count {
                places[variable.updatedBy] = author
                authors.append(variable.updatedBy)
            }
            LEB128.append(UInt64(author), to: &items)
        }
        var bytes: [UInt8] = []
        LEB128.append(UInt64(variables.count), to: &bytes)
        LEB128.append(UInt64(authors.count), to: &bytes)
        for author in authors { append(author, to: &bytes) }
        return bytes + items
    }

    /// Lends each secret in turn.
    public func forEach(_ body: (Item) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            var (offset, last) = (firstItem, Int64(0))
            for _ in 0..<count {
                let name = Self.text(in: bytes, at: &offset)
                let version = Int64(bitPattern: LEB128.number(in: bytes, at: &offset))
                let step = LEB128.number(in: bytes, at: &offset)
                last &+= Int64(bitPattern: step >> 1) ^ -Int64(bitPattern: step & 1)
                let author = Int(LEB128.number(in: bytes, at: &offset))
                body(Item(name: name, version: version, updatedAt: Timestamp(milliseconds: last), author: author))
            }
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        text.withUTF8Bytes { text in
            LEB128.append(UInt64(text.count), to: &bytes)
            bytes.append(contentsOf: text)
        }
    }

    private static func text(in bytes: UnsafeBufferPointer<UInt8>, at offset: inout Int) -> UnsafeBufferPointer<UInt8> {
        let count = Int(LEB128.number(in: bytes, at: &offset))
        defer { offset += count }
        return UnsafeBufferPointer(rebasing: bytes[offset..<offset + count])
    }
}
