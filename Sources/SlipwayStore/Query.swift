/// One SQL statement and its bound values. Interpolated values become parameters, never text:
///
///     Query("SELECT id FROM apps WHERE name = \(name)")
public struct Query: ExpressibleByStringInterpolation, Sendable {
    public let text: Text
    public let values: [StoreValue]

    public init(stringLiteral sql: StaticString) {
        text = Text(parts: [sql])
        values = []
    }

    /// A statement of a text that is not the program's, as tests make them.
    package init(sql: String) {
        text = Text(made: sql)
        values = []
    }

    public init(stringInterpolation: Interpolation) {
        var stringInterpolation = stringInterpolation
        stringInterpolation.separate()
        text = Text(parts: stringInterpolation.parts)
        values = stringInterpolation.values
    }

    /// The SQL of a statement, as the literals between its values: put together only when an engine does not know it yet.
    ///
    /// Equal when the literals are the same ones of the program, which is quicker to find out than whether they read the
    /// same.
    public struct Text: Hashable, Sendable {
        private let parts: [StaticString]
        private let made: String?

        fileprivate init(parts: [StaticString] = [], made: String? = nil) {
            self.parts = parts
            self.made = made
        }

        /// With a `?` for each value.
        ///
        /// Not by `joined`, which would cost each start and command something (docs/performance.md).
        public var sql: String {
            if let made { return made }
            var sql = ""
            for (index, part) in parts.enumerated() { sql += "\(index > 0 ? "?" : "")\(part)" }
            return sql
        }

        public static func == (left: Self, right: Self) -> Bool {
            left.parts.count == right.parts.count && left.made == right.made
                && zip(left.parts, right.parts).allSatisfy {
                    $0.utf8Start == $1.utf8Start && $0.utf8CodeUnitCount == $1.utf8CodeUnitCount
                }
        }

        public func hash(into hasher: inout Hasher) {
            // Few begin alike.
            if let first = parts.first { hasher.combine(first.utf8Start) } else { hasher.combine(made) }
        }
    }

    public struct Interpolation: StringInterpolationProtocol {
        var parts: [StaticString] = []
        var values: [StoreValue] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(interpolationCount + 1)
            values.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: StaticString) { parts.append(literal) }

        public mutating func appendInterpolation(_ value: String?) { bind(value.map(StoreValue.text) ?? .null) }
        public mutating func appendInterpolation(_ value: Int64?) { bind(value.map(StoreValue.integer) ?? .null) }
        public mutating func appendInterpolation(_ value: Int) { bind(.integer(Int64(value))) }
        public mutating func appendInterpolation(_ value: [UInt8]?) { bind(value.map(StoreValue.blob) ?? .null) }

        private mutating func bind(_ value: StoreValue) {
            separate()
            values.append(value)
        }

        /// Sees to it that a literal, if an empty one, stands before each value and after the last.
        fileprivate mutating func separate() {
            if parts.count == values.count { parts.append("") }
        }
    }
}

/// A value as the engines store it.
public enum StoreValue: Sendable, Hashable {
    /// What bytes are.
    public enum Kind: Sendable {
        case text
        case blob
    }

    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}
