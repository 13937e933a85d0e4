/// Why a name was refused: what was given, and what would be accepted.
public struct NameError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of name, as a person reads it: "app", "environment" or "variable".
    public let kind: String
    /// The refused text, with anything but printable ASCII escaped and cut at 64 characters.
    public let found: String
    /// What is accepted, as the end of a sentence.
    public let rule: String

    init(kind: String, text: String, rule: String) {
        self.kind = kind
        self.found = PrintableText.escaped(text, limit: 64)
        self.rule = rule
    }

    public var description: String { "\"\(found)\" is not a name for \(article) \(kind): \(rule)" }

    private var article: String { kind.first.map("aeiou".contains) == true ? "an" : "a" }
}
