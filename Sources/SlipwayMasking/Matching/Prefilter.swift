/// Says where in a text a pattern may begin, missing none and naming few others, without looking at every byte.
///
/// Each pattern's first `prefixLength` bytes hold `stride` groups of four bytes. Looking at the four bytes at every
/// `stride`-th place of the text therefore meets one of those groups inside every occurrence. Groups are looked up in
/// a hashed bitmap that fits in the second-level cache; where one hits, the full prefixes of the `stride` places that
/// it may belong to are looked up in a second bitmap.
struct Prefilter: Sendable {
    /// How many possible beginnings one call looks at; bounds the memory for candidates.
    static let blockLength = 2048

    let prefixLength: Int
    let stride: Int
    private let groups: FixedBuffer<UInt64>
    private let groupMask: Int
    private let prefixes: FixedBuffer<UInt64>
    private let prefixShift: UInt64
    private let prefixMask: UInt64

    init(_ trie: PatternTrie) {
        prefixLength = trie.prefixLength
        stride = trie.prefixLength - 3
        prefixMask = PrefixKey.mask(trie.prefixLength)
        let groupBits = PrefixKey.bits(for: trie.rootCount * stride * 16, in: 12...23)
        let prefixBits = PrefixKey.bits(for: trie.rootCount * 16, in: 12...22)
        groupMask = (1 << Int(groupBits)) - 1
        prefixShift = 64 - prefixBits
        groups = FixedBuffer(repeating: 0, count: 1 << (groupBits - 6))
        prefixes = FixedBuffer(repeating: 0, count: 1 << (prefixBits - 6))
        for root in 0..<trie.rootCount {
            let pointer = UnsafePointer(trie.bytes.base) + trie.nodes[root].offset
            for offset in 0..<stride {
                let bit = Self.hash(pointer.load4(at: offset)) & groupMask
                groups[bit >> 6] |= 1 << UInt64(bit & 63)
            }
            let bit = PrefixKey.hash(PrefixKey.load(pointer, prefixLength), prefixShift)
            prefixes[bit >> 6] |= 1 << UInt64(bit & 63)
        }
    }

    @inline(__always)
    private static func hash(_ group: UInt32) -> Int {
        // From bit 32 on, each bit of the product depends on all four bytes.
        Int(truncatingIfNeeded: (UInt64(group) &* 0x9E37_79B9_7F4A_7C15) &>> 32)
    }

    /// False for the first bytes of no pattern, and for most others.
    @inline(__always)
    func mayBegin(_ key: UInt64) -> Bool {
        let bit = PrefixKey.hash(key, prefixShift)
        return prefixes.elements[bit &>> 6] &>> UInt64(truncatingIfNeeded: bit) & 1 != 0
    }

    /// Writes to `candidates`, in ascending order, the places from `start` up to `end` where a pattern may begin.
    ///
    /// The caller guarantees that at most `blockLength` places are asked for, that `text` holds eight bytes from each
    /// of them, and that `candidates` has room for `candidateCapacity`; so no read or write here is out of bounds,
    /// and none is checked.
    @inline(__always)
    func findCandidates(
        in text: UnsafePointer<UInt8>,
        from start: Int,
        to end: Int,
        into candidates: UnsafeMutablePointer<Int32>
    ) -> Int {
        let groups = self.groups.elements
        let prefixes = self.prefixes.elements
        let hits = candidates + Self.blockLength + 8
        // A place is written at each step and kept only if its bit is set: no branch to mispredict.
        var hitCount = 0
        var sample = start + stride - 1
        while sample < end + stride - 1 {
            let bit = Self.hash(text.load4(at: sample)) & groupMask
            hits[hitCount] = Int32(truncatingIfNeeded: sample)
            hitCount &+= Int(truncatingIfNeeded: groups[bit &>> 6] &>> UInt64(truncatingIfNeeded: bit) & 1)
            sample &+= stride
        }
        var count = 0
        var hit = 0
        while hit < hitCount {
            let last = min(Int(hits[hit]), end - 1)
            var place = Int(hits[hit]) &- stride &+ 1
            while place <= last {
                let bit = PrefixKey.hash(text.load8(at: place) & prefixMask, prefixShift)
                candidates[count] = Int32(truncatingIfNeeded: place)
                count &+= Int(truncatingIfNeeded: prefixes[bit &>> 6] &>> UInt64(truncatingIfNeeded: bit) & 1)
                place &+= 1
            }
            hit &+= 1
        }
        return count
    }

    /// Room for every place of a block as a candidate, and for the hits of the first bitmap after them.
    static let candidateCapacity = 2 * (blockLength + 8)
}
