/// A set of places in a part of the text, one bit for each, in memory that its maker lends it.
///
/// One more word has a bit for each of the others, so that an almost empty set is gone through quickly.
struct PlaceSet {
    /// How many places can be in a set at most.
    static let capacity = 4096
    /// The first place that can be in the set.
    let start: Int
    /// The place after the last that can be.
    let end: Int
    private let summary: UnsafeMutablePointer<UInt64>
    private let words: UnsafeMutablePointer<UInt64>

    /// Memory for a set that is empty now, and for one after another as long as each is emptied before the next.
    struct Memory {
        fileprivate let words: UnsafeMutablePointer<UInt64>
    }

    /// Calls `body` with memory that is valid until it returns.
    static func withMemory<Result>(_ body: (Memory) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 1 + capacity / 64) { words in
            words.initialize(repeating: 0)
            guard let pointer = words.baseAddress else { preconditionFailure("no memory") }
            return body(Memory(words: pointer))
        }
    }

    /// Makes an empty set for places from `start` up to `end`, at most `capacity`.
    init(from start: Int, to end: Int, in memory: Memory) {
        self.start = start
        self.end = min(end, start + Self.capacity)
        summary = memory.words
        words = memory.words + 1
    }

    /// Inserts the places from `first` through `last`, as far as they can be in the set.
    @inline(__always)
    func insert(_ first: Int, through last: Int) {
        var index = max(first, start) - start
        let end = min(last + 1, self.end) - start
        while index < end {
            words[index >> 6] |= 1 &<< UInt64(index & 63)
            summary.pointee |= 1 &<< UInt64(index >> 6)
            index += 1
        }
    }

    func contains(_ place: Int) -> Bool {
        let index = place - start
        return words[index >> 6] &>> UInt64(index & 63) & 1 != 0
    }

    /// Removes and returns the first place of this set; nil if it is empty.
    @inline(__always)
    func popFirst() -> Int? {
        guard summary.pointee != 0 else { return nil }
        let index = summary.pointee.trailingZeroBitCount
        let bit = words[index].trailingZeroBitCount
        words[index] &= words[index] &- 1
        if words[index] == 0 { summary.pointee &= summary.pointee &- 1 }
        return start + index << 6 + bit
    }
}
