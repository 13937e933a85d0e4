extension PatternMatcher {
    /// What one place of the text turned out to be.
    enum Beginning {
        case nothing
        case walk(TrieWalk)
        /// The text ends inside what may be the first bytes of a pattern.
        case undecided
    }

    /// Looks at one place that the prefilter named, where the text goes on for at least eight bytes.
    @inline(__always)
    func namedBeginning(at place: Int, in text: UnsafeBufferPointer<UInt8>) -> Beginning {
        guard let pointer = text.baseAddress else { return .nothing }
        if let root = index.root(PrefixKey.load(pointer + place, trie.prefixLength)) {
            return .walk(TrieWalk(start: place, root: root, depth: trie.prefixLength))
        }
        return interruptedBeginning(at: place, in: text)
    }

    /// Looks at one place near the end of the text, where the prefilter cannot.
    func beginning(at place: Int, in text: UnsafeBufferPointer<UInt8>) -> Beginning {
        guard let pointer = text.baseAddress else { return .nothing }
        let count = min(text.count - place, trie.prefixLength)
        // Mostly no gram is there either, and grams are in the processor's cache, other than all that tells more.
        if count < prefilter.gramLength || prefilter.hasGram(at: pointer + place) {
            if count == trie.prefixLength {
                if let root = root(PrefixKey.load(pointer + place, count)) {
                    return .walk(TrieWalk(start: place, root: root, depth: count))
                }
            } else {
                var key: UInt64 = 0
                for index in 0..<count { key |= UInt64(pointer[place + index]) << UInt64(8 * index) }
                if hasPrefix(beginningWith: key, length: count) { return .undecided }
            }
        }
        return interruptedBeginning(at: place, in: text)
    }

    /// Looks at the bytes from `place` on as if the control sequences after the first were not there.
    private func interruptedBeginning(at place: Int, in text: UnsafeBufferPointer<UInt8>) -> Beginning {
        let rest = text[min(place + 1, text.count)...].prefix(trie.prefixLength - 1)
        guard rest.contains(TransparentSequence.escape) else { return .nothing }
        let visible = VisibleBytes(text, from: place + 1, count: trie.prefixLength - 1)
        let key = UInt64(text[place]) | visible.bytes << 8
        if visible.count == trie.prefixLength - 1 {
            guard let root = root(key) else { return .nothing }
            return .walk(TrieWalk(start: place, root: root, depth: trie.prefixLength, position: visible.end))
        }
        let isBeginning = visible.reachesEnd && hasPrefix(beginningWith: key, length: visible.count + 1)
        return isBeginning ? .undecided : .nothing
    }

    @inline(__always)
    private func root(_ key: UInt64) -> Int? {
        prefilter.mayBegin(key, length: trie.prefixLength) ? index.root(key) : nil
    }

    private func hasPrefix(beginningWith key: UInt64, length: Int) -> Bool {
        prefilter.mayBegin(key, length: length) && index.hasPrefix(beginningWith: key, length: length)
    }
}
