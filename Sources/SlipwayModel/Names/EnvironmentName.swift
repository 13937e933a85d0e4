/// The name of an environment of an app, such as `production`.
///
/// The shape is that of an app's name.
public struct EnvironmentName: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) throws(NameError) {
        guard LabelRule.accepts(text) else {
            throw NameError(kind: "environment", text: text, rule: LabelRule.sentence)
        }
        self.text = text
    }

    private init(known text: String) { self.text = text }

    /// The environment every command means when `--env` is not given.
    public static let production = Self(known: "production")
    /// The environments a new app starts with.
    public static let initial = [production, Self(known: "staging"), Self(known: "development")]

    public var description: String { text }
}
