import SlipwayModel

/// One row of a result, read by the position of its columns in the statement.
public struct ResultRow: Sendable {
    public let values: [StoreValue]

    public init(_ values: [StoreValue]) {
        self.values = values
    }

    public func integer(_ column: Int) throws -> Int64 {
        guard case .integer(let value) = values[column] else { throw Self.damaged(column) }
        return value
    }

    public func text(_ column: Int) throws -> String {
        guard case .text(let value) = values[column] else { throw Self.damaged(column) }
        return value
    }

    public func blob(_ column: Int) throws -> [UInt8] {
        guard case .blob(let value) = values[column] else { throw Self.damaged(column) }
        return value
    }

    public func optionalText(_ column: Int) throws -> String? {
        values[column] == .null ? nil : try text(column)
    }

    public func optionalInteger(_ column: Int) throws -> Int64? {
        values[column] == .null ? nil : try integer(column)
    }

    static func damaged(_ column: Int) -> SlipwayError {
        SlipwayError(.storeDamaged, "the database is damaged: column \(column) of a row has an unexpected type")
    }
}
