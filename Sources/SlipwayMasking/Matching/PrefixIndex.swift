/// Finds the root of the trie for the first bytes of a possible match: a hash table with open addressing.
struct PrefixIndex: Sendable {
    private let slots: FixedBuffer<UInt32>
    private let shift: UInt64
    private let bytes: PatternBytes
    private let nodes: FixedBuffer<PatternTrie.Node>
    private let prefixLength: Int
    private static let empty = UInt32.max

    init(_ trie: PatternTrie) {
        bytes = trie.bytes
        nodes = trie.nodes
        prefixLength = trie.prefixLength
        let bits = PrefixKey.bits(for: trie.rootCount * 2, in: 4...28)
        shift = 64 - bits
        slots = FixedBuffer(repeating: Self.empty, count: 1 << bits)
        for root in 0..<trie.rootCount {
            var slot = PrefixKey.hash(key(ofRoot: root), shift)
            while slots[slot] != Self.empty { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(root)
        }
    }

    /// The root whose first bytes are `key`.
    @inline(__always)
    func root(_ key: UInt64) -> Int? {
        var slot = PrefixKey.hash(key, shift)
        while slots.elements[slot] != Self.empty {
            let root = Int(slots.elements[slot])
            if self.key(ofRoot: root) == key { return root }
            slot = (slot + 1) & (slots.elements.count - 1)
        }
        return nil
    }

    @inline(__always)
    private func key(ofRoot root: Int) -> UInt64 {
        PrefixKey.load(UnsafePointer(bytes.base) + nodes.elements[root].offset, prefixLength)
    }
}

/// The first four to eight bytes of a pattern or of a place in the text, as one number.
enum PrefixKey {
    static let longest = 8

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
