/// The patterns that a trie walk finds, with what finds the places to begin a walk at.
struct PatternMatcher: Sendable {
    let trie: PatternTrie
    let index: PrefixIndex
    let prefilter: Prefilter

    /// Compiles patterns, of which each has four bytes or more.
    init(_ sorted: SortedPatterns) {
        let shortest = sorted.patterns.map { Int($0.length) }.min() ?? PrefixKey.longest
        trie = PatternTrie(sorted, prefixLength: min(shortest, PrefixKey.longest))
        index = PrefixIndex(trie)
        prefilter = Prefilter(trie)
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
        guard let pointer = text.baseAddress else { return start }
        let prefixLength = trie.prefixLength
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: Prefilter.candidateCapacity) { scratch in
            guard let candidates = scratch.baseAddress else { return start }
            var place = start
            var escapes = EscapeSearch(text)
            while place < text.count {
                // Where no escape character interrupts the prefix and eight bytes can be read, the prefilter is used.
                let escape = escapes.next(after: place, within: Prefilter.blockLength + 8)
                let end = min(place + Prefilter.blockLength, text.count - 7, escape - prefixLength + 1)
                guard end > place else {
                    let isInterrupted = escape < place + prefixLength
                    switch beginning(at: place, in: text, isInterrupted: isInterrupted, isFinal: isFinal) {
                    case .walk(let walk):
                        guard body(walk) else { return place + 1 }
                    case .undecided where !isFinal:
                        return place
                    case .nothing, .undecided:
                        break
                    }
                    place += 1
                    continue
                }
                let count = prefilter.findCandidates(in: pointer, from: place, to: end, into: candidates)
                for index in 0..<count {
                    let candidate = Int(candidates[index])
                    let key = PrefixKey.load(pointer + candidate, prefixLength)
                    guard let root = self.index.root(key) else { continue }
                    let walk = TrieWalk(start: candidate, root: root, depth: prefixLength)
                    guard body(walk) else { return candidate + 1 }
                }
                place = end
            }
            return place
        }
    }
}
