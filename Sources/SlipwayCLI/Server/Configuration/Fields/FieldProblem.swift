import SlipwayModel
import SlipwayWire

/// What is wrong with one field, before file and line are known.
struct FieldProblem: Error, CustomStringConvertible {
    let path: JSONPath
    /// What may stand there, as a person reads it.
    let allowed: String
    /// The next thing to try.
    var hint: String?
    /// The field's name, when it is the name that is wrong and not the value.
    var unknownField: String?

    init(path: JSONPath, allowed: String, hint: String? = nil) {
        self.path = path
        self.allowed = allowed
        self.hint = hint
    }

    init(unknownField name: String, path: JSONPath, among names: [String]) {
        self.path = path
        allowed = names.joined(separator: ", ")
        hint = Self.suggestion(for: name, among: names)
        unknownField = name
    }

    var description: String { "\(path): allowed: \(allowed)" + (hint.map { ". \($0)" } ?? "") }

    /// `Did you mean "port"?`, when one of `names` is near.
    static func suggestion(for name: String, among names: [String]) -> String? {
        guard name.utf8.count <= 64 else { return nil }
        return NearNames.of(name, among: names).first.map { "Did you mean \"\($0)\"?" }
    }
}
