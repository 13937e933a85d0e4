public import SlipwayModel
import SlipwayStore

/// What a list says of the secrets of one scope, in the order they were first set; their values are not in it.
///
/// Packed, so that the cache has room for the lists of many apps: for each secret its name behind its length, its version,
/// how much later than the one before it was set in milliseconds (zigzag), and which of ``authors`` set it. Numbers are
/// LEB128: seven bits a byte, the lowest first, the eighth set when more follow.
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
    private let bytes: [UInt8]

    init(_ variables: [ListedVariable]) {
        var (bytes, authors, places, last) = ([UInt8](), [String](), [String: Int](), Int64(0))
        bytes.reserveCapacity(variables.count * 24)
        for variable in variables {
            let name = variable.name.text.utf8
            Self.append(UInt64(name.count), to: &bytes)
            bytes.append(contentsOf: name)
            Self.append(UInt64(bitPattern: variable.version), to: &bytes)
            let step = variable.updatedAt.milliseconds &- last
            Self.append(UInt64(bitPattern: step << 1 ^ step >> 63), to: &bytes)
            last = variable.updatedAt.milliseconds
            let author = places[variable.updatedBy] ?? authors.count
            if author == authors.count {
                places[variable.updatedBy] = author
                authors.append(variable.updatedBy)
            }
            Self.append(UInt64(author), to: &bytes)
        }
        count = variables.count
        self.authors = authors
        // Without the room that was kept for more.
        self.bytes = bytes.withUnsafeBytes { Array($0) }
    }

    /// Lends each secret in turn.
    public func forEach(_ body: (Item) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            var (offset, last) = (0, Int64(0))
            for _ in 0..<count {
                let length = Int(Self.number(in: bytes, at: &offset))
                let name = UnsafeBufferPointer(rebasing: bytes[offset..<offset + length])
                offset += length
                let version = Int64(bitPattern: Self.number(in: bytes, at: &offset))
                let step = Self.number(in: bytes, at: &offset)
                last &+= Int64(bitPattern: step >> 1) ^ -Int64(bitPattern: step & 1)
                let author = Int(Self.number(in: bytes, at: &offset))
                body(Item(name: name, version: version, updatedAt: Timestamp(milliseconds: last), author: author))
            }
        }
    }

    /// About how much memory it takes.
    var size: Int { authors.reduce(bytes.count + 200) { $0 + 16 + $1.utf8.count } }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private static func number(in bytes: UnsafeBufferPointer<UInt8>, at offset: inout Int) -> UInt64 {
        var (number, shift) = (UInt64(0), UInt64(0))
        while true {
            let byte = bytes[offset]
            offset += 1
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
    }
}
