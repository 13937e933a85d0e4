/// The name of a variable: `[A-Za-z_][A-Za-z0-9_]{0,127}`.
///
/// ASCII only, so that two different names never compare equal through Unicode's canonical equivalence.
public struct VariableName: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) throws(NameError) {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 128, Self.isLetter(first),
            bytes.dropFirst().allSatisfy({ Self.isLetter($0) || (0x30...0x39).contains($0) })
        else { throw NameError(kind: "variable", text: text, rule: Self.rule) }
        self.text = text
    }

    public var description: String { text }

    public static func < (left: Self, right: Self) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    private static let rule = "use 1 to 128 letters, digits and \"_\", not beginning with a digit"

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }
}
