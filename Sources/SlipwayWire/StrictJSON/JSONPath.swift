/// The way from the outermost value to one inside it, written `$.api_keys[0].role`.
public struct JSONPath: Sendable, CustomStringConvertible {
    public enum Step: Sendable {
        case key(String)
        case index(Int)
    }

    public private(set) var steps: [Step]

    public init(_ steps: [Step] = []) {
        self.steps = steps
    }

    public static let root = JSONPath()

    /// The path of a member of the object here.
    public func member(_ key: String) -> JSONPath { JSONPath(steps + [.key(key)]) }

    /// The path of an element of the array here.
    public func element(_ index: Int) -> JSONPath { JSONPath(steps + [.index(index)]) }

    mutating func push(_ step: Step) { steps.append(step) }

    /// Printable ASCII on one line, whatever the keys are: odd ones are quoted, escaped and cut after 64 characters.
    public var description: String {
        steps.reduce(into: "$") { text, step in
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let key): text += Self.isPlain(key) ? ".\(key)" : "[\"\(EscapedKey.text(key))\"]"
            }
        }
    }

    private static func isPlain(_ key: String) -> Bool {
        guard (1...EscapedKey.limit).contains(key.utf8.count) else { return false }
        return key.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "-"): true
            default: false
            }
        }
    }
}

/// Keys made safe for an error message: they come from outside and may hold anything, of any length.
enum EscapedKey {
    static let limit = 64

    static func text(_ key: String) -> String {
        var result = ""
        for (count, scalar) in key.unicodeScalars.enumerated() {
            guard count < limit else { return result + "..." }
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case " "..."~": result.unicodeScalars.append(scalar)
            default: result += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return result
    }
}
