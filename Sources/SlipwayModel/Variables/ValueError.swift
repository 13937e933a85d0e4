/// Why a value was refused.
///
/// Carries sizes and names, never the value.
public enum ValueError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong(VariableName, count: Int)
    case containsNUL(VariableName)
    case empty(VariableName)

    /// Checks what every value must satisfy: no NUL byte (no environment can hold one), at most ``SecretValue/limit``.
    public static func check(_ value: SecretValue, of name: VariableName, allowEmpty: Bool) throws(ValueError) {
        guard value.count <= SecretValue.limit else { throw .tooLong(name, count: value.count) }
        guard allowEmpty || value.count > 0 else { throw .empty(name) }
        guard !value.withBytes({ $0.contains(0) }) else { throw .containsNUL(name) }
    }

    public var description: String {
        switch self {
        case .tooLong(let name, let count):
            "the value of \(name) has \(count) bytes; the most is \(SecretValue.limit)"
        case .containsNUL(let name): "the value of \(name) has a NUL byte, which no environment variable can hold"
        case .empty(let name): "the value of \(name) is empty"
        }
    }
}
