/// A set of numbers that answers "not inserted" or "may have been inserted", and fits into a processor's cache.
///
/// The bits of a number all lie in one word, and are one of 256 combinations, so a query reads memory once and computes
/// little: the blocked Bloom filter with bit patterns of Putze, Sanders and Singler, "Cache-, Hash- and Space-Efficient
/// Bloom Filters" (2007).
struct BloomFilter: Sendable {
    /// A bit is set as long as no number needs it.
    private let words: FixedBuffer<UInt64>
    private let wordMask: UInt64
    private let combinations: FixedBuffer<UInt64>

    /// Makes an empty filter which, holding `count` numbers, takes about one in thirty others for one of them.
    init(count: Int) {
        // From 6 to 12 bits for each number, and no more than 2 MB.
        let bits = Int.bitWidth - max(count * 6 / 64, 1).leadingZeroBitCount
        words = FixedBuffer(repeating: .max, count: 1 << min(max(bits, 6), 18))
        wordMask = UInt64(words.count - 1)
        combinations = FixedBuffer((0..<256).map { 1 << ($0 % 64) | 1 << (($0 + 1 + $0 / 64 * 13) % 64) })
    }

    func insert(_ number: UInt64) {
        let hash = Query.hash(number)
        words.elements[Int(hash >> 8 & wordMask)] &= ~combinations[Int(hash & 255)]
    }

    /// For many questions in a row; valid only while the filter lives.
    var query: Query {
        Query(words: words.elements, combinations: combinations.elements, wordMask: wordMask)
    }

    struct Query {
        fileprivate let words: UnsafeMutableBufferPointer<UInt64>
        fileprivate let combinations: UnsafeMutableBufferPointer<UInt64>
        fileprivate let wordMask: UInt64

        /// Fibonacci hashing: the higher a bit of the product, the more bits of the number it depends on.
        @inline(__always)
        fileprivate static func hash(_ number: UInt64) -> UInt64 { (number &* 0x9E37_79B9_7F4A_7C15) &>> 38 }

        /// 1 for every number that was inserted, and for few others; else 0.
        @inline(__always)
        func bit(_ number: UInt64) -> Int {
            let hash = Self.hash(number)
            let bits = combinations[Int(truncatingIfNeeded: UInt8(truncatingIfNeeded: hash))]
            return words[Int(truncatingIfNeeded: hash &>> 8 & wordMask)] & bits == 0 ? 1 : 0
        }

        /// True for every number that was inserted, and for few others.
        @inline(__always)
        func mayContain(_ number: UInt64) -> Bool { bit(number) == 1 }
    }
}
