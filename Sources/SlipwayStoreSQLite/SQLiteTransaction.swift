import Foundation
import GRDB
import SlipwayStore

/// Runs queries on a GRDB connection, with each statement compiled once a connection.
struct SQLiteTransaction: Transaction {
    let database: Database

    func run(_ query: Query) throws -> [ResultRow] {
        let statement = try database.cachedStatement(sql: query.sql)
        statement.setUncheckedArguments(StatementArguments(query.values.map(\.databaseValue)))
        guard statement.columnCount > 0 else {
            try statement.execute()
            return []
        }
        var rows: [ResultRow] = []
        let cursor = try Row.fetchCursor(statement)
        while let row = try cursor.next() {
            rows.append(ResultRow(row.databaseValues.map(StoreValue.init)))
        }
        return rows
    }
}

extension StoreValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .blob(let value): Data(value).databaseValue
        }
    }

    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let value): self = .integer(value)
        // No column is REAL; one that turns up is damage, and reads as nothing the queries expect.
        case .double: self = .null
        case .string(let value): self = .text(value)
        case .blob(let value): self = .blob(Array(value))
        }
    }
}
