/// All patterns in byte order, each once, so that those with a common beginning stand together.
struct SortedPatterns {
    let bytes: PatternBytes
    private(set) var patterns: [Pattern]

    init(_ bytes: PatternBytes, _ unsorted: [Pattern]) {
        self.bytes = bytes
        let base = UnsafePointer(bytes.base)
        var keyed = unsorted.map { (key: Self.key(of: $0, base), pattern: $0) }
        keyed.sort { left, right in
            guard left.key == right.key else { return left.key < right.key }
            let common = base.commonPrefix(left.pattern, right.pattern)
            guard common < left.pattern.length, common < right.pattern.length else {
                return left.pattern.length < right.pattern.length
            }
            return base[left.pattern.offset + common] < base[right.pattern.offset + common]
        }
        patterns = []
        patterns.reserveCapacity(keyed.count)
        for (_, pattern) in keyed {
            if let last = patterns.last, last.length == pattern.length,
                base.commonPrefix(last, pattern) == Int(pattern.length)
            {
                patterns[patterns.count - 1].wraps = last.wraps || pattern.wraps
            } else {
                patterns.append(pattern)
            }
        }
        // The keys are the beginnings of the values.
        keyed.withUnsafeMutableBytes { $0.wipe() }
    }

    private init(_ bytes: PatternBytes, sorted: [Pattern]) {
        self.bytes = bytes
        patterns = sorted
    }

    /// The patterns for whose index `isIncluded` answers true, and the others.
    func partitioned(by isIncluded: (Int) -> Bool) -> (included: SortedPatterns, others: SortedPatterns) {
        var (included, others): ([Pattern], [Pattern]) = ([], [])
        for index in patterns.indices {
            if isIncluded(index) { included.append(patterns[index]) } else { others.append(patterns[index]) }
        }
        return (SortedPatterns(bytes, sorted: included), SortedPatterns(bytes, sorted: others))
    }

    /// True if the pattern at `index` is the beginning of the one after it.
    func isPrefixOfNext(_ index: Int) -> Bool {
        guard index + 1 < patterns.count else { return false }
        let (pattern, next) = (patterns[index], patterns[index + 1])
        guard pattern.length <= next.length else { return false }
        return UnsafePointer(bytes.base).commonPrefix(pattern, next) == Int(pattern.length)
    }

    /// The first eight bytes as a big-endian number, which sorts as the bytes do.
    private static func key(of pattern: Pattern, _ base: UnsafePointer<UInt8>) -> UInt64 {
        var key: UInt64 = 0
        let count = min(8, Int(pattern.length))
        for index in 0..<count { key = key << 8 | UInt64(base[pattern.offset + index]) }
        return count == 0 ? 0 : key << UInt64(8 * (8 - count))
    }
}

extension UnsafePointer<UInt8> {
    /// How many bytes at the beginning of both patterns are the same.
    func commonPrefix(_ left: Pattern, _ right: Pattern, from start: Int = 0) -> Int {
        let limit = Int(Swift.min(left.length, right.length))
        guard left.offset != right.offset else { return limit }
        let (a, b) = (self + left.offset, self + right.offset)
        var index = start
        while index + 8 <= limit {
            let difference = a.load8(at: index) ^ b.load8(at: index)
            guard difference == 0 else { return index + difference.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < limit, a[index] == b[index] { index += 1 }
        return index
    }

    /// Eight bytes from `index` on, the first in the lowest bits.
    ///
    /// The caller has made sure that all eight are there.
    @inline(__always)
    func load8(at index: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(self + index).loadUnaligned(as: UInt64.self))
    }

    /// Four bytes from `index` on, the first in the lowest bits.
    ///
    /// The caller has made sure that all four are there.
    @inline(__always)
    func load4(at index: Int) -> UInt32 {
        UInt32(littleEndian: UnsafeRawPointer(self + index).loadUnaligned(as: UInt32.self))
    }
}
