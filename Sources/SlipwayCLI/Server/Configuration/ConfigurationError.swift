import SlipwayModel
import SlipwayWire

/// Why a configuration was refused: where, what was found there and what is allowed.
///
/// Its text is one line of printable ASCII. It never holds a long value, nor anything from a place where a key or a
/// passphrase could stand by mistake.
struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    let file: String
    /// Nothing when the file as a whole is meant.
    let position: TextPosition?
    let path: JSONPath
    /// What was found, such as `found "ownr"`.
    let problem: String
    /// What would be accepted.
    let allowed: String?
    /// The next thing to try.
    let hint: String?

    init(
        file: String,
        position: TextPosition? = nil,
        path: JSONPath = .root,
        problem: String,
        allowed: String? = nil,
        hint: String? = nil
    ) {
        self.file = file
        self.position = position
        self.path = path
        self.problem = problem
        self.allowed = allowed
        self.hint = hint
    }

    var description: String { hint.map { "\(sentence). \($0)" } ?? sentence }

    /// Without the hint.
    var sentence: String {
        var text = PrintableText.escaped(file, limit: 4096)
        if let position { text += ", \(position), at \(path)" }
        text += ": \(problem)"
        if let allowed { text += "; allowed: \(allowed)" }
        return text
    }
}
