/// Finds the patterns whose own text is full of beginnings of patterns, such as a long run of one letter.
///
/// In text that follows such a pattern a walk would begin at nearly every byte and each go far: time would grow with
/// the square of the length. An `Automaton` finds those instead. For all others this check proves the bound: inside
/// any beginning of a pattern, of length n, the walks that begin there take no more than `allowance * (n + slack)`
/// steps together, so that the walks over any text overlap only a bounded number of times on average.
enum RepetitionCheck {
    private static let allowance = 8
    private static let slack = 64

    /// For each of the patterns that `matcher` was made from, whether it is too repetitive for it.
    static func repetitive(_ sorted: SortedPatterns, _ matcher: PatternMatcher) -> [Bool] {
        var result = [Bool](repeating: false, count: sorted.patterns.count)
        var limit = Int.max
        for index in sorted.patterns.indices.reversed() {
            let pattern = sorted.patterns[index]
            // The beginning of the pattern after it has been measured with that one.
            if !sorted.isPrefixOfNext(index) {
                let text = UnsafeBufferPointer(start: sorted.bytes.base + pattern.offset, count: Int(pattern.length))
                limit = tolerableLength(of: text, matcher)
            }
            result[index] = Int(pattern.length) > limit
        }
        return result
    }

    /// The length up to which beginnings of `text` stay inside the allowance.
    private static func tolerableLength(of text: UnsafeBufferPointer<UInt8>, _ matcher: PatternMatcher) -> Int {
        var walks: [(start: Int, end: Int)] = []
        var steps = 0
        var measured = Int.max
        var runs = MaskedRuns()
        _ = matcher.forEachWalk(in: text, from: 1, isFinal: true) { begun in
            var walk = begun
            _ = walk.advance(in: matcher.trie.view, text, isFinal: true, into: &runs)
            walks.append((walk.start, walk.position))
            steps += walk.position - walk.start
            guard steps > allowance * (text.count + slack) else { return true }
            measured = walk.start
            return false
        }
        guard steps > allowance * slack else { return Int.max }
        // How many walks begin and end at each place, then the steps of all of them up to each place.
        var changes = [Int](repeating: 0, count: text.count + 1)
        for walk in walks {
            changes[walk.start] += 1
            changes[walk.end] -= 1
        }
        var (active, total) = (0, 0)
        for length in 0..<min(text.count, measured) {
            active += changes[length]
            total += active
            if total > allowance * (length + slack) { return length }
        }
        return measured
    }
}
