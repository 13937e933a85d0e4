/// A compressed trie over sorted patterns: one node per run of bytes that all patterns below it share.
///
/// The first nodes are roots, one for each different beginning of `prefixLength` bytes, in byte order; a walk starts
/// at one of them after `PrefixIndex` has found it.
struct PatternTrie: Sendable {
    struct Node: BitwiseCopyable {
        /// Where the bytes of a pattern that passes through this node are; the node's own are the last of
        /// `offset..<offset + end`.
        var offset: Int
        /// How many bytes have matched when the node's end is reached.
        var end: UInt32
        var firstChild: UInt32 = 0
        var childCount: UInt16 = 0
        /// A pattern ends where the node ends.
        var isTerminal = false
        /// The pattern that ends here is found with line breaks inside it too.
        var terminalWraps = false
        /// So is some pattern at or below this node.
        var wraps = false
    }

    let bytes: PatternBytes
    let nodes: FixedBuffer<Node>
    let rootCount: Int
    let prefixLength: Int

    /// Compiles patterns, of which none is shorter than `prefixLength`.
    init(_ sorted: SortedPatterns, prefixLength: Int) {
        bytes = sorted.bytes
        self.prefixLength = prefixLength
        let base = UnsafePointer(bytes.base)
        let patterns = sorted.patterns
        var nodes: [Node] = []
        nodes.reserveCapacity(patterns.count)
        // The patterns below each node, and what their parent knows them to share; read when the node's turn comes.
        var groups: [(lower: UInt32, upper: UInt32, shared: UInt32)] = []
        groups.reserveCapacity(patterns.count)

        /// Appends one node for each group of `patterns[lower..<upper]` that differs between `shared` and `depth`.
        func appendGroups(_ lower: Int, _ upper: Int, sharing shared: Int, throughDepth depth: Int) {
            var start = lower
            while start < upper {
                let first = base + patterns[start].offset
                var next = start + 1
                while next < upper,
                    (shared..<depth).allSatisfy({ first[$0] == base[patterns[next].offset + $0] })
                {
                    next += 1
                }
                nodes.append(Node(offset: patterns[start].offset, end: 0))
                groups.append((UInt32(start), UInt32(next), UInt32(shared)))
                start = next
            }
        }

        appendGroups(0, patterns.count, sharing: 0, throughDepth: prefixLength)
        rootCount = nodes.count
        var index = 0
        while index < nodes.count {
            let group = groups[index]
            let (lower, upper) = (Int(group.lower), Int(group.upper))
            // Sorted, so what the first and the last share is what all share.
            let depth = base.commonPrefix(patterns[lower], patterns[upper - 1], from: Int(group.shared))
            nodes[index].end = UInt32(depth)
            let isTerminal = Int(patterns[lower].length) == depth
            nodes[index].isTerminal = isTerminal
            nodes[index].terminalWraps = isTerminal && patterns[lower].wraps
            nodes[index].firstChild = UInt32(nodes.count)
            appendGroups(isTerminal ? lower + 1 : lower, upper, sharing: depth, throughDepth: depth + 1)
            nodes[index].childCount = UInt16(nodes.count - Int(nodes[index].firstChild))
            index += 1
        }
        for index in nodes.indices.reversed() {
            // Children stand after their parents, so theirs is known by now.
            let children = Int(nodes[index].firstChild)..<Int(nodes[index].firstChild) + Int(nodes[index].childCount)
            nodes[index].wraps = nodes[index].terminalWraps || children.contains { nodes[$0].wraps }
        }
        self.nodes = FixedBuffer(nodes)
    }

    /// For walking; valid only while the trie lives.
    var view: View { View(nodes: nodes.elements, bytes: UnsafePointer(bytes.base)) }

    /// The trie without an owner, so that a walk counts no references.
    struct View {
        let nodes: UnsafeMutableBufferPointer<Node>
        let bytes: UnsafePointer<UInt8>

        /// The child of `node` whose bytes go on with `byte`.
        @inline(__always)
        func child(of node: Node, _ byte: UInt8) -> Int? {
            var lower = Int(node.firstChild)
            var upper = lower + Int(node.childCount)
            while lower < upper {
                let middle = (lower + upper) / 2
                let first = bytes[nodes[middle].offset + Int(node.end)]
                if first == byte { return middle }
                if first < byte { lower = middle + 1 } else { upper = middle }
            }
            return nil
        }
    }
}
