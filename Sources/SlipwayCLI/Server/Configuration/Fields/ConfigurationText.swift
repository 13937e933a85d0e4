import Logging
import SlipwayModel
import SlipwayWire

/// A value that the configuration writes as a string of a certain shape.
protocol ConfigurationText: Sendable {
    /// What is accepted, as a person reads it.
    static var allowed: String { get }
    /// Every accepted text, where there are few; empty otherwise.
    static var choices: [String] { get }

    /// Nothing when `text` is not of the shape.
    init?(configuration text: String)

    /// Advice for a refused text that only this type can give.
    static func hint(for text: String) -> String?
}

extension ConfigurationText {
    static var choices: [String] { [] }

    static func hint(for text: String) -> String? { FieldProblem.suggestion(for: text, among: choices) }

    static func read(_ json: JSONValue) throws -> Self {
        let text = try json.string()
        guard let value = Self(configuration: text) else {
            throw FieldProblem(path: json.path, allowed: allowed, hint: hint(for: text))
        }
        return value
    }
}

extension ConfigurationText where Self: RawRepresentable<String> & CaseIterable {
    static var choices: [String] { allCases.map(\.rawValue) }
    static var allowed: String { choices.joined(separator: ", ") }

    init?(configuration text: String) { self.init(rawValue: text) }
}

extension Role: ConfigurationText {}
extension Permission: ConfigurationText {}
extension Logger.Level: ConfigurationText {}
extension StoreSetting.Engine: ConfigurationText {}
extension MasterKeySource.Kind: ConfigurationText {}

extension AppName: ConfigurationText {
    static var allowed: String { "1 to 63 lower-case letters, digits and \"-\", beginning with a letter" }

    init?(configuration text: String) { try? self.init(text) }
}

extension EnvironmentName: ConfigurationText {
    static var allowed: String { AppName.allowed }

    init?(configuration text: String) { try? self.init(text) }
}

extension VariableName: ConfigurationText {
    static var allowed: String { "1 to 128 letters, digits and \"_\", not beginning with a digit" }

    init?(configuration text: String) { try? self.init(text) }
}
