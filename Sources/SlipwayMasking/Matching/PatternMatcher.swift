/// The patterns that a trie walk finds, with what finds the places to begin a walk at.
///
/// A class, so that scanners share it without counting references to all its parts.
final class PatternMatcher: Sendable {
    let trie: PatternTrie
    let index: PrefixIndex
    let prefilter: Prefilter

    /// Compiles patterns, of which each has four bytes or more.
    init(_ sorted: SortedPatterns) {
        let shortest = sorted.patterns.map { Int($0.length) }.min() ?? PrefixKey.longest
        trie = PatternTrie(sorted, prefixLength: min(shortest, PrefixKey.longest))
        index = PrefixIndex(trie)
        prefilter = Prefilter(sorted, index, prefixLength: trie.prefixLength)
    }

    /// Calls `body` in ascending order with each place from `start` on where a walk begins, until it answers false.
    ///
    /// Returns the first place that is not decided: where `body` answered false, the one after it; else the first
    /// where the text ends inside what may be the beginning of a pattern, unless the text `isFinal`.
    @inline(__always)
    func forEachWalk(
        in text: UnsafeBufferPointer<UInt8>,
        from start: Int,
        isFinal: Bool,
        _ body: (TrieWalk) -> Bool
    ) -> Int {
        let filteredEnd = text.count - prefilter.lookahead + 1
        guard start < filteredEnd else { return forEachWalk(atEndOf: text, from: start, isFinal: isFinal, body) }
        return PlaceSet.withMemory { memory in
            withUnsafeTemporaryAllocation(of: Int.self, capacity: Prefilter.scratchCapacity) { scratch in
                var place = start
                while place < filteredEnd {
                    let places = PlaceSet(from: place, to: filteredEnd, in: memory)
                    prefilter.find(in: text, places, scratch)
                    while let candidate = places.popFirst() {
                        switch namedBeginning(at: candidate, in: text) {
                        case .walk(let walk):
                            guard body(walk) else { return candidate + 1 }
                        case .undecided where !isFinal:
                            return candidate
                        case .nothing, .undecided:
                            continue
                        }
                    }
                    place = places.end
                }
                return forEachWalk(atEndOf: text, from: place, isFinal: isFinal, body)
            }
        }
    }

    private func forEachWalk(
        atEndOf text: UnsafeBufferPointer<UInt8>,
        from start: Int,
        isFinal: Bool,
        _ body: (TrieWalk) -> Bool
    ) -> Int {
        guard start < text.count, let pointer = text.baseAddress else { return start }
        // At the end of all text, nothing begins where no pattern fits in.
        let end = isFinal ? text.count - prefilter.window + 1 : text.count
        // Up to there a word can be read, and unless a control sequence interrupts, a gram stands where a pattern begins.
        let wordEnd = text[start...].contains(TransparentSequence.escape) ? start : text.count - 7
        let grams = prefilter.grams.query
        for place in start..<max(end, start) {
            if place < wordEnd, !grams.mayContain(pointer.load8(at: place)) { continue }
            switch beginning(at: place, in: text) {
            case .walk(let walk):
                guard body(walk) else { return place + 1 }
            case .undecided where !isFinal:
                return place
            case .nothing, .undecided:
                continue
            }
        }
        return text.count
    }
}
