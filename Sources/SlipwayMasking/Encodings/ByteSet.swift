/// A set of byte values, for asking what a value contains and what an encoding leaves as it is.
struct ByteSet: Sendable {
    private var words: SIMD4<UInt64> = .zero

    init() {}

    init(_ members: StaticString) {
        for byte in UnsafeBufferPointer(start: members.utf8Start, count: members.utf8CodeUnitCount) { insert(byte) }
    }

    static let alphanumeric = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    static let control = ByteSet(from: 0, through: 0x1F)
    static let nonASCII = ByteSet(from: 0x80, through: 0xFF)

    private init(from first: UInt8, through last: UInt8) {
        for byte in first...last { insert(byte) }
    }

    mutating func insert(_ byte: UInt8) {
        words[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
    }

    func contains(_ byte: UInt8) -> Bool {
        words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 != 0
    }

    func union(_ other: ByteSet) -> ByteSet {
        var result = self
        result.words |= other.words
        return result
    }

    func intersects(_ other: ByteSet) -> Bool {
        words & other.words != .zero
    }

    func isSubset(of other: ByteSet) -> Bool {
        words & ~other.words == .zero
    }
}
