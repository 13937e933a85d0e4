/// A set of numbers that answers "not inserted" or "may have been inserted", and fits into a processor's cache.
///
/// The bits of a number all lie in one word, and are one of 256 combinations, so a query reads memory once and computes
/// little: the blocked Bloom filter with bit patterns of Putze, Sanders and Singler, "Cache-, Hash- and Space-Efficient
/// Bloom Filters" (2007).
struct BloomFilter: Sendable {
    /// The combinations, then the words: beside each other, so that a query needs one address.
    ///
    /// A bit of a word is set as long as no number needs it.
    private let table: FixedBuffer<UInt64>
    private let wordMask: UInt64
    private static let combinations = 256

    /// Makes an empty filter which, holding `count` numbers, takes about one in thirty others for one of them.
    init(count: Int) {
        // From 6 to 12 bits for each number, and no more than 2 MB.
        let bits = Int.bitWidth - max(count * 6 / 64, 1).leadingZeroBitCount
        let wordCount = 1 << min(max(bits, 6), 18)
        table = FixedBuffer(repeating: .max, count: Self.combinations + wordCount)
        wordMask = UInt64(wordCount - 1)
        for index in 0..<Self.combinations {
            table[index] = 1 << UInt64(index % 64) | 1 << UInt64((index + 1 + index / 64 * 13) % 64)
        }
    }

    func insert(_ number: UInt64) {
        let hash = Query.hash(number)
        table[Self.combinations + Int(hash >> 38 & wordMask)] &= ~table[Int(hash >> 56)]
    }

    /// For many questions in a row; valid only while the filter lives.
    var query: Query {
        guard let table = table.elements.baseAddress else { preconditionFailure("no memory") }
        return Query(table: table, wordMask: wordMask)
    }

    struct Query {
        fileprivate let table: UnsafeMutablePointer<UInt64>
        fileprivate let wordMask: UInt64

        /// Fibonacci hashing: the higher a bit of the product, the more bits of the number it depends on.
        ///
        /// The highest eight choose the combination, the eighteen after them the word.
        @inline(__always)
        fileprivate static func hash(_ number: UInt64) -> UInt64 { number &* 0x9E37_79B9_7F4A_7C15 }

        /// 1 for every number that was inserted, and for few others; else 0.
        @inline(__always)
        func bit(_ number: UInt64) -> Int {
            let hash = Self.hash(number)
            let bits = table[Int(truncatingIfNeeded: hash &>> 56)]
            let word = table[Int(truncatingIfNeeded: hash &>> 38 & wordMask) &+ BloomFilter.combinations]
            return word & bits == 0 ? 1 : 0
        }

        /// True for every number that was inserted, and for few others.
        @inline(__always)
        func mayContain(_ number: UInt64) -> Bool { bit(number) == 1 }
    }
}
