/// Whether a variable's value may be shown (`plain`) or never (`secret`).
public enum VariableKind: String, Sendable, Hashable, CaseIterable, Codable {
    case plain
    case secret
}
