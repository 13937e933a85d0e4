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

/// A value as the engines store it.
public enum StoreValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}
