import Foundation
import GRDB
import SlipwayModel
public import SlipwayStore
import Synchronization

/// The default engine: one SQLite file in WAL mode with `synchronous=FULL`.
///
/// There is one writer. Writes that wait while a commit is on its way to the disk are committed together by the next
/// one, each in a savepoint of its own, so that durability costs one flush a batch and not one a write.
public final class SQLiteStore: Store {
    private let pool: DatabasePool
    private let path: String
    private let queue = Mutex(WriteQueue())

    /// Opens or creates the database at `path`, whose folder must exist.
    ///
    /// - Throws: `SlipwayError` with a `store_…` code that says what is wrong with the file.
    public init(path: String) throws {
        self.path = path
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA synchronous = FULL;
                    PRAGMA foreign_keys = ON;
                    PRAGMA secure_delete = ON;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    """
            )
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL when it turns WAL mode on, after the lines above: an acknowledged write could be lost then
            // when the power fails.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        } catch {
            throw Self.translate(error, path: path)
        }
    }

    /// What the database at `path` says of itself, read without changing a byte of it; nothing when it is not there or new.
    ///
    /// Opening a store writes to it. Whoever has not the right master key must be stopped before that.
    ///
    /// - Throws: `SlipwayError` as ``init(path:)`` does.
    public static func instance(at path: String) throws -> InstanceRecord? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try queue.read { database in
                guard try database.tableExists("instance") else { return nil }
                return try SQLiteTransaction(database: database).instance()
            }
        } catch {
            throw translate(error, path: path)
        }
    }

    /// Waits for running statements, moves what the log holds into the database and closes both.
    ///
    /// Call once, when nothing uses the store any more.
    public func close() throws {
        // What was unset must not live on in the log of a server that is not running.
        try pool.writeWithoutTransaction { database in _ = try database.checkpoint(.truncate) }
        try pool.close()
    }

    public func read<R: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> R) async throws -> R {
        do {
            return try await pool.read { database in try body(SQLiteTransaction(database: database)) }
        } catch {
            throw Self.translate(error, path: path)
        }
    }

    public func write<R: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> R) async throws -> R {
        do {
            return try await withCheckedThrowingContinuation { continuation in
                enqueue(PendingWrite(body: body, continuation: continuation))
            }
        } catch {
            throw Self.translate(error, path: path)
        }
    }

    private func enqueue(_ write: PendingWrite) {
        let isIdle = queue.withLock { $0.append(write) }
        guard isIdle else { return }
        pool.asyncWriteWithoutTransaction { [self] database in
            while let batch = queue.withLock({ $0.takeBatch() }) {
                commit(batch, on: database)
            }
        }
    }

    private func commit(_ batch: [PendingWrite], on database: Database) {
        do {
            try database.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
            for write in batch {
                try attempt(write, on: database)
            }
            try database.cachedStatement(sql: "COMMIT").execute()
        } catch {
            if database.isInsideTransaction { try? database.execute(sql: "ROLLBACK") }
            for write in batch { write.fail(error) }
            return
        }
        for write in batch { write.finish() }
    }

    /// Runs one write in a savepoint.
    ///
    /// Throws only when the whole batch is lost: SQLite ends the transaction by itself when the disk is full or fails.
    private func attempt(_ write: PendingWrite, on database: Database) throws {
        try database.cachedStatement(sql: "SAVEPOINT one").execute()
        do {
            try write.run(SQLiteTransaction(database: database))
        } catch {
            guard database.isInsideTransaction else { throw error }
            try database.cachedStatement(sql: "ROLLBACK TO one").execute()
            write.reject(error)
        }
        try database.cachedStatement(sql: "RELEASE one").execute()
    }
}
