/// How large a document may be in ways that its length in bytes does not bound well.
public struct JSONLimits: Sendable, Hashable {
    /// How many arrays and objects may be open at once; never more than 128, whatever was asked for.
    public let depth: Int
    /// How many values the document may have, the outermost one included.
    public let nodes: Int
    /// How many characters a number may have.
    public let numberLength: Int

    public init(depth: Int = 16, nodes: Int = 10_000, numberLength: Int = 20) {
        self.depth = min(depth, 128)
        self.nodes = nodes
        self.numberLength = numberLength
    }

    public static let standard = JSONLimits()
}
