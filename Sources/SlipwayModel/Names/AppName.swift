/// The name of an app: lower-case letters, digits and `-`, at most 63 characters, such as `payment-service`.
public struct AppName: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) throws(NameError) {
        guard LabelRule.accepts(text) else { throw NameError(kind: "app", text: text, rule: LabelRule.sentence) }
        self.text = text
    }

    public var description: String { text }
}

/// The shape app and environment names share: safe as a host name label, a file name and a URL segment.
enum LabelRule {
    static let sentence =
        "use 1 to 63 lower-case letters, digits and \"-\", beginning with a letter and not ending with \"-\""

    static func accepts(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...63).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
        guard isLetter(first), last != UInt8(ascii: "-") else { return false }
        return bytes.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
}
