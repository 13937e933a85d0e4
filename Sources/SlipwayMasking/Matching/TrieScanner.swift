/// Finds the trie's patterns in one stream of text, which arrives piece by piece.
///
/// Places are looked at one after the other; a walk that reaches the end of the text is kept and goes on when more
/// arrives. `RepetitionCheck` keeps patterns out of the trie that could make walks overlap without bound, so the time
/// is linear in the length of the text.
struct TrieScanner {
    private let matcher: PatternMatcher
    private var next = 0
    private var walk: TrieWalk?

    init(_ matcher: PatternMatcher) {
        self.matcher = matcher
    }

    /// Before this place no match begins that has not been reported.
    var decided: Int { walk?.start ?? next }

    /// Looks at what is new in `text`, which begins with what was not decided at the last call.
    mutating func scan(_ text: UnsafeBufferPointer<UInt8>, isFinal: Bool, into runs: inout MaskedRuns) {
        let trie = matcher.trie.view
        if var walk {
            switch walk.advance(in: trie, text, isFinal: isFinal, into: &runs) {
            case .needsMoreText:
                self.walk = walk
                return
            case .finished:
                next = walk.start + 1
                self.walk = nil
            }
        }
        var unfinished: TrieWalk?
        next = matcher.forEachWalk(in: text, from: next, isFinal: isFinal) { begun in
            var walk = begun
            guard walk.advance(in: trie, text, isFinal: isFinal, into: &runs) == .needsMoreText else {
                return true
            }
            unfinished = walk
            return false
        }
        walk = unfinished
    }

    /// The text lost its first `count` bytes, all of them decided.
    mutating func shift(by count: Int) {
        next -= count
        walk?.shift(by: count)
    }
}
