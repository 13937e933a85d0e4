/// One SQL statement and its bound values. Interpolated values become parameters, never text:
///
///     Query("SELECT id FROM apps WHERE name = \(name)")
public struct Query: ExpressibleByStringInterpolation, Sendable {
    public let sql: String
    public let values: [StoreValue]

    public init(stringLiteral sql: String) {
        self.sql = sql
        values = []
    }

    /// A statement that is run so often that its text is not put together each time; `values` are bound in order.
    public init(_ sql: StaticText, values: [StoreValue]) {
        self.sql = sql.text
        self.values = values
    }

    public init(stringInterpolation: Interpolation) {
        sql = stringInterpolation.sql
        values = stringInterpolation.values
    }

    public struct Interpolation: StringInterpolationProtocol {
        var sql = ""
        var values: [StoreValue] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.reserveCapacity(literalCapacity + interpolationCount)
            values.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { sql += literal }

        public mutating func appendInterpolation(_ value: String?) { bind(value.map(StoreValue.text) ?? .null) }
        public mutating func appendInterpolation(_ value: Int64?) { bind(value.map(StoreValue.integer) ?? .null) }
        public mutating func appendInterpolation(_ value: Int) { bind(.integer(Int64(value))) }
        public mutating func appendInterpolation(_ value: [UInt8]?) { bind(value.map(StoreValue.blob) ?? .null) }

        private mutating func bind(_ value: StoreValue) {
            sql += "?"
            values.append(value)
        }
    }
}

/// Text that can only be a literal of the program.
public struct StaticText: ExpressibleByStringLiteral, Sendable {
    let text: String

    public init(stringLiteral text: String) { self.text = text }
}

/// A value as the engines store it.
public enum StoreValue: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case null
        case integer
        case text
        case blob
    }

    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    public init(_ text: String?) { self = text.map(StoreValue.text) ?? .null }
    public init(_ number: Int64?) { self = number.map(StoreValue.integer) ?? .null }
}
