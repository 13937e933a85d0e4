/// A compiled set of values to mask, with all their encodings.
///
/// Built once, shared by any number of streams.
///
/// Looked for are each whole value as it is and with a terminal's line ends, each line of eight bytes or more of a value
/// of several lines, and of all these the JSON, URL, HTML, shell, hexadecimal, base64 (both alphabets, three
/// alignments, padded or not) and UTF-16 forms; of whole values also base64 of base64.
///
/// In these, a terminal's control sequences (colours) are skipped wherever they stand, except in values so repetitive
/// that they go to the automaton; in base64 a line break is skipped once eight characters before it have matched.
/// A line break among the first eight characters hides that one occurrence.
///
/// Its memory is overwritten when nobody holds it any more.
public final class MaskingPatterns: Sendable {
    /// One for long patterns, and if there are shorter ones, slower ones for these.
    let matchers: [PatternMatcher]
    /// For the patterns that the matchers cannot find in linear time; almost always nil.
    let automaton: Automaton?

    /// From this length on a pattern is long; the search skips the faster the longer the shortest pattern is.
    private static let longLength = 16

    /// Compiles the values' patterns, of those that are not shorter than ``Masking/shortestValue``.
    ///
    /// Values that occur twice cost nothing more.
    public init(values: [[UInt8]]) {
        var collector = PatternCollector()
        for value in Set(values) where value.count >= Masking.shortestValue {
            value.withUnsafeBufferPointer { collector.add(value: $0) }
        }
        let sorted = SortedPatterns(collector.bytes, collector.patterns)
        let (short, others) = sorted.partitioned { sorted.patterns[$0].length < PrefixKey.longest }
        let (middle, long) = others.partitioned { others.patterns[$0].length < Self.longLength }
        // Too short to repeat much: at most as many walks meet at any place as they have bytes.
        var matchers = [short, middle].filter { !$0.patterns.isEmpty }.map(PatternMatcher.init)
        guard !long.patterns.isEmpty else {
            self.matchers = matchers
            automaton = nil
            return
        }
        let matcher = PatternMatcher(long)
        let repetitive = RepetitionCheck.repetitive(long, matcher)
        if repetitive.contains(true) {
            let (forAutomaton, forTrie) = long.partitioned { repetitive[$0] }
            if !forTrie.patterns.isEmpty { matchers.append(PatternMatcher(forTrie)) }
            automaton = Automaton(forAutomaton)
        } else {
            matchers.append(matcher)
            automaton = nil
        }
        self.matchers = matchers
    }
}

/// Nothing of the values is shown, however the patterns are printed.
extension MaskingPatterns: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "MaskingPatterns(redacted)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
