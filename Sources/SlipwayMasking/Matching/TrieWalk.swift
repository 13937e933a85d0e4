/// One walk through the trie along the text, from a place where the first bytes of a pattern stand.
struct TrieWalk {
    enum Outcome {
        /// Nothing more begins at the walk's start.
        case finished
        /// The text ended inside a pattern.
        case needsMoreText
    }

    private(set) var start: Int
    /// The next byte of the text to compare.
    private(set) var position: Int
    private var node: Int
    private var depth: Int
    /// How many bytes were skipped since the last one that matched.
    private var skipped = 0
    /// A line break was skipped, so only patterns that programs wrap may end this walk.
    private var isWrapped = false

    /// Begins a walk at the root for the first `depth` bytes; they end at `position` if something stands among them.
    init(start: Int, root: Int, depth: Int, position: Int? = nil) {
        self.start = start
        self.position = position ?? start + depth
        node = root
        self.depth = depth
    }

    /// Goes on as far as the text allows and adds each pattern that ends on the way.
    @inline(__always)
    mutating func advance(
        in trie: PatternTrie.View,
        _ text: UnsafeBufferPointer<UInt8>,
        isFinal: Bool,
        into runs: inout MaskedRuns
    ) -> Outcome {
        let (nodes, bytes) = (trie.nodes, trie.bytes)
        guard let pointer = text.baseAddress else { return isFinal ? .finished : .needsMoreText }
        var current = nodes[node]
        while true {
            let isAtEnd = depth == Int(current.end)
            if isAtEnd {
                if current.isTerminal, skipped == 0, !isWrapped || current.terminalWraps {
                    runs.add(start: start, end: position)
                }
                guard current.childCount > 0 else { return .finished }
            }
            guard position < text.count else { return isFinal ? .finished : .needsMoreText }
            if depth + 8 <= Int(current.end), position + 8 <= text.count,
                bytes.load8(at: current.offset + depth) == pointer.load8(at: position)
            {
                depth += 8
                position += 8
                skipped = 0
                continue
            }
            let byte = text[position]
            if isAtEnd, let child = trie.child(of: current, byte) {
                node = child
                current = nodes[child]
            } else if isAtEnd || bytes[current.offset + depth] != byte {
                // The pattern's own bytes come first; only where they do not match may the text have something extra.
                switch TransparentSequence.at(position, in: text, allowingLineBreak: current.wraps) {
                case .none: return .finished
                case .incomplete: return isFinal ? .finished : .needsMoreText
                case .complete(let length, let isLineBreak):
                    skipped += length
                    position += length
                    isWrapped = isWrapped || isLineBreak
                    guard skipped <= TransparentSequence.longestGap else { return .finished }
                    continue
                }
            }
            depth += 1
            position += 1
            skipped = 0
        }
    }

    /// The text lost its first `count` bytes.
    mutating func shift(by count: Int) {
        start -= count
        position -= count
    }
}
