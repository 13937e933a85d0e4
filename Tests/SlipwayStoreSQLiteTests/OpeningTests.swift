import Foundation
import GRDB
import SlipwayModel
import SlipwayStore
import SlipwayStoreSQLite
import SlipwayTesting
import Testing

@Suite("Opening a SQLite store", .timeLimit(.minutes(10)))
struct OpeningTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("slipway.db") }

    init() throws { folder = try TemporaryFolder() }

    /// What opening and then using the file fails with.
    private func openingError() async -> SlipwayError? {
        do {
            let store = try SQLiteStore(path: path)
            defer { try? store.close() }
            try await Migrations.run(on: store)
            _ = try await store.read { try $0.apps() }
            return nil
        } catch {
            return error as? SlipwayError
        }
    }

    @Test("durability is not traded for speed")
    func pragmas() async throws {
        let store = try SQLiteStore(path: path)
        func pragma(_ query: Query) async throws -> StoreValue {
            try await store.write { try $0.run(query)[0].values[0] }
        }
        #expect(try await pragma("PRAGMA journal_mode") == .text("wal"))
        #expect(try await pragma("PRAGMA synchronous") == .integer(2))
        #expect(try await pragma("PRAGMA foreign_keys") == .integer(1))
        #expect(try await pragma("PRAGMA secure_delete") == .integer(1))
        #expect(try await pragma("PRAGMA temp_store") == .integer(2))
    }

    @Test("a store that was closed and that nobody has is gone, also after writes of the trail that hold it")
    func released() async throws {
        weak var store: SQLiteStore?
        do {
            let opened = try SQLiteStore(path: path)
            store = opened
            try await Migrations.run(on: opened)
            try await opened.write { transaction in
                transaction.pendingTrail = PendingTrail(count: 0, hash: []) { _, _, _ in withExtendedLifetime(opened) {}
                }
            }
            try opened.close()
        }
        #expect(store == nil)
    }

    @Test("C7 garbage is a damaged store, not a crash", arguments: [16, 100, 4_096, 100_000])
    func garbage(count: Int) async throws {
        var generator = SeededGenerator(seed: UInt64(count))
        let bytes = Data(generator.bytes(count))
        try bytes.write(to: URL(filePath: path))
        let error = try #require(await openingError())
        #expect(error.code == .storeDamaged)
        #expect(error.message.contains(path))
        #expect(folder.contents("slipway.db") == bytes)
    }

    @Test("a file of no length is an empty store: SQLite leaves one when it is stopped while creating it")
    func zeroLength() async throws {
        try Data().write(to: URL(filePath: path))
        let store = try SQLiteStore(path: path)
        try await Migrations.run(on: store)
        #expect(try await store.read { try $0.instance() == nil })
    }

    @Test("C7 a file cut anywhere is a damaged store, not a crash", arguments: [0.01, 0.1, 0.3, 0.5, 0.9])
    func truncated(part: Double) async throws {
        try await fill()
        let whole = try #require(folder.contents("slipway.db"))
        try whole.prefix(Int(Double(whole.count) * part)).write(to: URL(filePath: path))
        let error = try await useAll()
        #expect(error?.code == .storeDamaged)
    }

    @Test("W4 damaged pages are errors, never crashes", arguments: 0..<10)
    func damagedPages(seed: UInt64) async throws {
        try await fill()
        var whole = try #require(folder.contents("slipway.db"))
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 { whole[generator.int(100...whole.count - 1)] = UInt8.random(in: 0...255, using: &generator) }
        try whole.write(to: URL(filePath: path))
        let error = try await useAll()
        #expect(error == nil || [.storeDamaged, .storeFailed, .storeNewer].contains(error?.code))
    }

    /// Writes a store with some hundred rows, and closes it.
    private func fill() async throws {
        let store = try SQLiteStore(path: path)
        try await Migrations.run(on: store)
        try await store.write { transaction in
            for number in Int64(1)...300 {
                let key = KnownAPIKey(
                    hash: Array("\(number)".utf8),
                    name: "n\(number)",
                    entry: String(repeating: "x", count: 200)
                )
                try transaction.putKnownAPIKey(key)
            }
        }
        try store.close()
    }

    /// Reads and writes everything there is; what that fails with.
    private func useAll() async throws -> SlipwayError? {
        do {
            let store = try SQLiteStore(path: path)
            defer { try? store.close() }
            try await Migrations.run(on: store)
            _ = try await store.read { try ($0.apps().count, $0.knownAPIKeys().count, $0.dataKeys().count) }
            try await store.write { _ = try $0.insertApp(.myapp, at: FixedClock.start, by: "a") }
            return nil
        } catch {
            return try #require(error as? SlipwayError, "\(error)")
        }
    }

    @Test("a folder that is a file, or is not there, is said to be the matter")
    func noFolder() throws {
        try Data().write(to: URL(filePath: folder.file("file")))
        for path in [folder.file("file/slipway.db"), folder.file("missing/slipway.db"), folder.path] {
            let error = try #require(throws: SlipwayError.self) { try SQLiteStore(path: path) }
            #expect(error.code == .storeReadOnly)
            #expect(error.message.contains(path))
        }
    }

    @Test(
        "a read-only folder refuses writes",
        .enabled(if: getuid() != 0, "permission bits do not bind root")
    )
    func readOnlyFolder() async throws {
        try await fill()
        chmod(path, 0o444)
        chmod(folder.path, 0o555)
        defer { chmod(folder.path, 0o755) }
        let error = try #require(await openingError())
        #expect(error.code == .storeReadOnly)
    }

    @Test("variables of schema 8 whose environment is gone come through")
    func variablesOfNoEnvironment() async throws {
        let old = try SQLiteStore(path: path)
        try await Migrations.run(on: old, to: 8)
        try old.close()
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try await queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO variables (environment_id, name, kind, version, sealed, updated_at, updated_by)
                    VALUES (0, 'KEY', 'secret', 1, x'01', 0, 'a');
                    DELETE FROM environments;
                    """
            )
        }
        try queue.close()
        let store = try SQLiteStore(path: path)
        try await Migrations.run(on: store)
        #expect(try await store.read { try $0.variables(environmentID: 0) }.map(\.name.text) == ["KEY"])
        try store.close()
    }

    @Test("a newer schema is refused and what is in the file stays")
    func newer() async throws {
        try await fill()
        let store = try SQLiteStore(path: path)
        try await store.run("UPDATE schema_version SET version = 99")
        let before = try await contents(of: store)
        try store.close()
        #expect(await openingError()?.code == .storeNewer)
        let again = try SQLiteStore(path: path)
        #expect(try await contents(of: again) == before)
    }

    /// The schema and the rows of the tables that ``fill()`` writes.
    private func contents(of store: SQLiteStore) async throws -> [[StoreValue]] {
        try await store.read { transaction in
            let queries: [Query] = [
                "SELECT name, sql FROM sqlite_schema ORDER BY name", "SELECT version FROM schema_version",
                "SELECT * FROM known_api_keys ORDER BY hash",
            ]
            return try queries.flatMap { try transaction.run($0).map(\.values) }
        }
    }
}
