/// A set of short runs of bytes that answers "not inserted" or "may have been inserted", and fits into a processor's cache.
///
/// The bits of a run all lie in one word, and are one of 256 combinations, so a query reads memory once and computes
/// little: the blocked Bloom filter with bit patterns of Putze, Sanders and Singler, "Cache-, Hash- and Space-Efficient
/// Bloom Filters" (2007).
struct BloomFilter: Sendable {
    /// The combinations, then the words: beside each other, so that a query needs one address.
    ///
    /// A bit of a word is set as long as no run needs it.
    private let table: FixedBuffer<UInt64>
    /// So many of the product's highest bits choose the word.
    private let wordBits: UInt64
    private let multiplier: UInt64
    private static let combinations = 256

    /// Makes an empty filter which, holding `count` runs of `length` bytes, takes about one in thirty others for one of them.
    ///
    /// A run is a number whose lowest byte is the first; what a number has above the run's bytes makes no difference.
    init(count: Int, length: Int) {
        // Fibonacci hashing: the higher a bit of the product, the more bits of the number it depends on. Shifted, so that
        // the bits of bytes that do not count fall out at the top, and need not be masked.
        multiplier = 0x9E37_79B9_7F4A_7C15 &<< UInt64(64 - 8 * length)
        // From 6 to 12 bits for each run, and no more than 2 MB.
        let bits = Int.bitWidth - max(count * 6 / 64, 1).leadingZeroBitCount
        wordBits = UInt64(min(max(bits, 6), 18))
        table = FixedBuffer(repeating: .max, count: Self.combinations + 1 << wordBits)
        for index in 0..<Self.combinations {
            table[index] = 1 << UInt64(index % 64) | 1 << UInt64((index + 1 + index / 64 * 13) % 64)
        }
    }

    func insert(_ run: UInt64) {
        let place = query.place(of: run)
        table[place.word] &= ~table[place.combination]
    }

    /// For many questions in a row; valid only while the filter lives.
    var query: Query {
        guard let table = table.elements.baseAddress else { preconditionFailure("no memory") }
        return Query(table: table, shift: 56 - wordBits, multiplier: multiplier)
    }

    struct Query {
        fileprivate let table: UnsafeMutablePointer<UInt64>
        fileprivate let shift: UInt64
        fileprivate let multiplier: UInt64

        /// Where in the table the word and the bits in it are.
        ///
        /// The product's highest bits choose the word, and the eight below these the bits.
        @inline(__always)
        fileprivate func place(of run: UInt64) -> (word: Int, combination: Int) {
            let hash = (run &* multiplier) &>> shift
            return (
                Int(truncatingIfNeeded: hash &>> 8) &+ BloomFilter.combinations,
                Int(truncatingIfNeeded: hash & 0xFF)
            )
        }

        /// 1 for every run that was inserted, and for few others; else 0.
        @inline(__always)
        func bit(_ run: UInt64) -> Int {
            let place = place(of: run)
            return table[place.word] & table[place.combination] == 0 ? 1 : 0
        }

        /// True for every run that was inserted, and for few others.
        @inline(__always)
        func mayContain(_ run: UInt64) -> Bool { bit(run) == 1 }
    }
}
