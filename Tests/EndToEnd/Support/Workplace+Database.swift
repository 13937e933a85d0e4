import Foundation
import GRDB
import SlipwayModel
import SlipwayStore
import SlipwayStoreSQLite
import SlipwayTesting

/// The database as someone with the file can see and change it.
extension Workplace {
    /// Runs SQL on the stopped server's database; every row as its first column's text.
    @discardableResult
    func rows(_ sql: String) throws -> [String] {
        let queue = try DatabaseQueue(path: database)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { database in
            try Row.fetchAll(database, sql: sql).map { row in
                guard let value = row.databaseValues.first else { return "" }
                return String.fromDatabaseValue(value) ?? "\(value)"
            }
        }
    }

    /// Every event of the trail in the stopped server's database.
    func trail() async throws -> [AuditEvent] {
        try await store { try await $0.read { try $0.auditEntries(after: 0, limit: .max) } }.map(\.event)
    }

    /// Changes entries of the trail in the stopped server's database, as `Transaction.tamperWithEntries` has them.
    func tamperWithEntries(_ queries: [Query]) async throws {
        try await store { try await $0.write { try $0.tamperWithEntries(queries) } }
    }

    private func store<R>(_ body: (SQLiteStore) async throws -> R) async throws -> R {
        let store = try SQLiteStore(path: database)
        let result = try await body(store)
        try store.close()
        return result
    }

    /// Changes the database of the stopped server.
    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: database)
        defer { try? queue.close() }
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    }

    /// Holds the database as no other process may write it, until the answer is let go of with ``HeldDatabase/release()``.
    func hold() throws -> HeldDatabase { try HeldDatabase(database) }
}

/// A write lock on a database, as another program could have it.
final class HeldDatabase: Sendable {
    private let queue: DatabaseQueue

    fileprivate init(_ path: String) throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    }

    func release() throws {
        try queue.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try queue.close()
    }
}
