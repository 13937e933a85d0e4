/// An Aho–Corasick automaton: finds all its patterns in time linear in the text, whatever the patterns are.
///
/// It takes about 30 bytes of memory for each byte of pattern, so only the patterns that need it are put into one.
struct Automaton: Sendable {
    struct State: BitwiseCopyable {
        var firstChild: UInt32 = 0
        var nextSibling: UInt32 = 0
        /// The state for the longest other ending of this state's text that a pattern begins with.
        var fallback: UInt32 = 0
        var depth: UInt32
        /// The length of the longest pattern that ends here; 0 if none does.
        var longestMatch: UInt32 = 0
        var byte: UInt8
    }

    static let root: UInt32 = 0
    private let states: FixedBuffer<State>
    private let rootChildren: FixedBuffer<UInt32>

    init(_ sorted: SortedPatterns) {
        let base = sorted.bytes.base
        var states = [State(depth: 0, byte: 0)]
        var path: [UInt32] = [Self.root]
        var previous: Pattern?
        for pattern in sorted.patterns {
            let shared = previous.map { UnsafePointer(base).commonPrefix($0, pattern) } ?? 0
            path.removeSubrange((shared + 1)...)
            for depth in shared..<Int(pattern.length) {
                let parent = Int(path[depth])
                let state = UInt32(states.count)
                states.append(
                    State(
                        nextSibling: states[parent].firstChild,
                        depth: UInt32(depth + 1),
                        byte: base[pattern.offset + depth]
                    )
                )
                states[parent].firstChild = state
                path.append(state)
            }
            states[Int(path[Int(pattern.length)])].longestMatch = pattern.length
            previous = pattern
        }
        self.states = FixedBuffer(states)
        rootChildren = FixedBuffer(repeating: Self.root, count: 256)
        linkFallbacks()
    }

    /// Breadth first, because a fallback is always nearer to the root.
    private func linkFallbacks() {
        var queue: [UInt32] = []
        queue.reserveCapacity(states.count)
        var child = states[0].firstChild
        while child != Self.root {
            rootChildren[Int(states[Int(child)].byte)] = child
            queue.append(child)
            child = states[Int(child)].nextSibling
        }
        var index = 0
        while index < queue.count {
            let parent = states[Int(queue[index])]
            index += 1
            child = parent.firstChild
            while child != Self.root {
                let state = Int(child)
                let fallback = next(after: parent.fallback, states[state].byte)
                states.elements[state].fallback = fallback
                if states[state].longestMatch == 0 {
                    states.elements[state].longestMatch = states[Int(fallback)].longestMatch
                }
                queue.append(child)
                child = states[state].nextSibling
            }
        }
    }

    func state(_ index: UInt32) -> State { states.elements[Int(index)] }

    /// The state after one more byte.
    func next(after start: UInt32, _ byte: UInt8) -> UInt32 {
        var state = start
        while state != Self.root {
            var child = states.elements[Int(state)].firstChild
            while child != Self.root {
                if states.elements[Int(child)].byte == byte { return child }
                child = states.elements[Int(child)].nextSibling
            }
            state = states.elements[Int(state)].fallback
        }
        return rootChildren.elements[Int(byte)]
    }
}
