/// Finds the root of the trie for the first bytes of a possible match: a hash table with open addressing.
struct PrefixIndex: Sendable {
    /// The first bytes of each root as a big-endian number, which sorts as the bytes do.
    private let keys: FixedBuffer<UInt64>
    /// In the low half a root, in the high half bits of its key's hash, which spare the look at most other keys.
    private let slots: FixedBuffer<UInt64>
    private let shift: UInt64
    private static let empty = UInt64.max

    /// Makes the index of the trie's roots.
    init(_ trie: PatternTrie) {
        let bits = PrefixKey.bits(for: trie.rootCount * 2, in: 4...28)
        shift = 64 - bits
        keys = FixedBuffer(repeating: 0, count: trie.rootCount)
        slots = FixedBuffer(repeating: Self.empty, count: 1 << bits)
        for root in 0..<trie.rootCount {
            let pointer = UnsafePointer(trie.bytes.base) + trie.nodes[root].offset
            let key = PrefixKey.load(pointer, trie.prefixLength)
            keys[root] = key.byteSwapped
            var slot = PrefixKey.hash(key, shift)
            while slots[slot] != Self.empty { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Self.tag(key) | UInt64(root)
        }
    }

    /// How many different beginnings there are.
    var count: Int { keys.count }

    /// The first bytes of a root.
    func key(ofRoot root: Int) -> UInt64 { keys.elements[root].byteSwapped }

    /// The root whose first bytes are `key`.
    @inline(__always)
    func root(_ key: UInt64) -> Int? {
        let tag = Self.tag(key)
        var slot = PrefixKey.hash(key, shift)
        while slots.elements[slot] != Self.empty {
            let root = Int(truncatingIfNeeded: UInt32(truncatingIfNeeded: slots.elements[slot]))
            if slots.elements[slot] ^ tag < 1 << 32, self.key(ofRoot: root) == key { return root }
            slot = (slot + 1) & (slots.elements.count - 1)
        }
        return nil
    }

    /// True if some root's first bytes begin with the `length` bytes of `key`.
    func hasPrefix(beginningWith key: UInt64, length: Int) -> Bool {
        let target = key.byteSwapped
        var (lower, upper) = (0, keys.count)
        while lower < upper {
            let middle = (lower + upper) / 2
            if keys.elements[middle] < target { lower = middle + 1 } else { upper = middle }
        }
        return lower < keys.count && key == self.key(ofRoot: lower) & PrefixKey.mask(length)
    }

    /// Bits of the key's hash other than those that choose the slot, and never all of them.
    @inline(__always)
    private static func tag(_ key: UInt64) -> UInt64 { key &* 0x9E37_79B9_7F4A_7C15 &<< 16 & 0x7FFF_FFFF_0000_0000 }
}

/// The first four to eight bytes of a pattern or of a place in the text, as one number.
enum PrefixKey {
    static let longest = 8

    /// The bits of the first `length` bytes.
    static func mask(_ length: Int) -> UInt64 { UInt64.max >> UInt64(64 - 8 * length) }

    /// The key of `length` bytes, reading no byte more.
    @inline(__always)
    static func load(_ pointer: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
        // Two reads of four bytes that overlap cover four to eight bytes.
        let low = UInt64(pointer.load4(at: 0))
        let high = UInt64(pointer.load4(at: length - 4))
        return low | high << UInt64(8 * (length - 4))
    }

    /// How many bits a table for `count` entries has, between the given bounds.
    static func bits(for count: Int, in range: ClosedRange<UInt64>) -> UInt64 {
        let needed = UInt64(Int.bitWidth - max(count - 1, 1).leadingZeroBitCount)
        return min(max(needed, range.lowerBound), range.upperBound)
    }

    @inline(__always)
    static func hash(_ key: UInt64, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    }
}
