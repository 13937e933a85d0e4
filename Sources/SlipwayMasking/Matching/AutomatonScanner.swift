/// Finds an automaton's patterns in one stream of text, which arrives piece by piece.
struct AutomatonScanner {
    private let automaton: Automaton
    private var state = Automaton.root
    private var next = 0

    init(_ automaton: Automaton) {
        self.automaton = automaton
    }

    /// Before this place no match begins that has not been reported.
    var decided: Int { next - Int(automaton.state(state).depth) }

    /// Looks at what is new in `text`, which begins with what was not decided at the last call.
    mutating func scan(_ text: UnsafeBufferPointer<UInt8>, isFinal: Bool, into runs: inout MaskedRuns) {
        while next < text.count {
            state = automaton.next(after: state, text[next])
            next += 1
            var reached = automaton.state(state)
            if reached.longestMatch > 0 { runs.add(start: next - Int(reached.longestMatch), end: next) }
            // Nothing goes on from here, so nothing needs to be held back for it.
            while reached.firstChild == Automaton.root, state != Automaton.root {
                state = reached.fallback
                reached = automaton.state(state)
            }
        }
        if isFinal { state = Automaton.root }
    }

    /// The text lost its first `count` bytes, all of them decided.
    mutating func shift(by count: Int) {
        next -= count
    }
}
