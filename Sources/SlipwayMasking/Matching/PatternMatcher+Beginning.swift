extension PatternMatcher {
    /// What one place of the text turned out to be.
    enum Beginning {
        case nothing
        case walk(TrieWalk)
        /// The text ends inside what may be the first bytes of a pattern.
        case undecided
    }

    /// Looks at one place where the prefilter cannot: near the end of the text, and just before an escape character.
    func beginning(
        at place: Int,
        in text: UnsafeBufferPointer<UInt8>,
        isInterrupted: Bool,
        isFinal: Bool
    ) -> Beginning {
        let rest = UnsafeBufferPointer(rebasing: text[place...])
        guard let pointer = rest.baseAddress else { return .nothing }
        if rest.count >= trie.prefixLength {
            if let root = root(PrefixKey.load(pointer, trie.prefixLength)) {
                return .walk(TrieWalk(start: place, root: root, depth: trie.prefixLength))
            }
        } else if !isFinal, trie.hasPattern(beginningWith: rest) {
            return .undecided
        }
        return isInterrupted ? interruptedBeginning(at: place, in: text) : .nothing
    }

    private func root(_ key: UInt64) -> Int? {
        prefilter.mayBegin(key) ? index.root(key) : nil
    }

    /// Looks at the bytes from `place` on as if the control sequences among them were not there.
    private func interruptedBeginning(at place: Int, in text: UnsafeBufferPointer<UInt8>) -> Beginning {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: PrefixKey.longest) { prefix in
            var position = place
            var (count, skipped) = (0, 0)
            gathering: while count < trie.prefixLength, position < text.count {
                guard text[position] == EscapeSearch.escape, count > 0 else {
                    prefix[count] = text[position]
                    count += 1
                    position += 1
                    skipped = 0
                    continue
                }
                switch TransparentSequence.at(position, in: text, allowingLineBreak: false) {
                case .none:
                    return .nothing
                case .incomplete:
                    break gathering
                case .complete(let length, _):
                    position += length
                    skipped += length
                    guard skipped <= TransparentSequence.longestGap else { return .nothing }
                }
            }
            guard let pointer = prefix.baseAddress else { return .nothing }
            guard count == trie.prefixLength else {
                return trie.hasPattern(beginningWith: UnsafeBufferPointer(start: pointer, count: count))
                    ? .undecided : .nothing
            }
            guard let root = root(PrefixKey.load(pointer, count)) else { return .nothing }
            return .walk(TrieWalk(start: place, root: root, depth: count, position: position))
        }
    }
}
