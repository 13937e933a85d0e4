import SlipwayModel
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("Migrations")
struct MigrationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("a new store gets the latest schema, and running them again changes nothing", arguments: Engine.allCases)
    func twice(engine: Engine) async throws {
        let store = try await engine.migrated(in: folder)
        try await store.write { _ = try $0.insertApp(.myapp, at: FixedClock.start, by: "a") }
        try await Migrations.run(on: store)
        let version = try await store.read {
            try $0.run("SELECT version FROM schema_version").map { try $0.integer(0) }
        }
        #expect(version == [Migrations.latest])
        #expect(try await store.read { try $0.apps() }.map(\.name) == [.myapp])
    }

    @Test("a newer schema is refused and nothing is changed", arguments: Engine.allCases)
    func newer(engine: Engine) async throws {
        let store = try engine.empty(in: folder)
        let newer = Migrations.latest + 1
        try await store.write { transaction in
            try transaction.run("CREATE TABLE schema_version (version BIGINT NOT NULL)")
            try transaction.run("INSERT INTO schema_version (version) VALUES (\(newer))")
        }
        let error = try #require(await failure { try await Migrations.run(on: store) })
        #expect(error.code == .storeNewer)
        #expect(error.message.contains("\(newer)"))
        #expect(try await store.read { try $0.run("SELECT version FROM schema_version")[0].integer(0) } == newer)
        await #expect(throws: SlipwayError.self) { try await store.read { try $0.run("SELECT * FROM apps") } }
    }

    @Test("W4 a schema version that never was is damage", arguments: Engine.allCases)
    func negative(engine: Engine) async throws {
        for version in [-1, Int64.min] {
            let folder = try TemporaryFolder()
            let store = try engine.empty(in: folder)
            try await store.write { transaction in
                try transaction.run("CREATE TABLE schema_version (version BIGINT NOT NULL)")
                try transaction.run("INSERT INTO schema_version (version) VALUES (\(version))")
            }
            #expect(await failure { try await Migrations.run(on: store) }?.code == .storeDamaged)
            withExtendedLifetime(folder) {}
        }
    }

    @Test("the schema itself refuses what must not be", arguments: Engine.allCases)
    func constraints(engine: Engine) async throws {
        let store = try await engine.migrated(in: folder)
        try await store.write { transaction in
            let id = try transaction.insertApp(.myapp, at: FixedClock.start, by: "a")
            try transaction.insertEnvironment(.production, appID: id, at: FixedClock.start, by: "a")
        }
        let bad: [Query] = [
            "INSERT INTO apps (name, created_at, created_by) VALUES ('myapp', 0, 'a')",
            "INSERT INTO environments (app_id, name, created_at, created_by) VALUES (1, 'production', 0, 'a')",
            "INSERT INTO environments (app_id, name, created_at, created_by) VALUES (99, 'production', 0, 'a')",
            "INSERT INTO environments (app_id, name, created_at, created_by) VALUES (NULL, 'x', 0, 'a')",
            "INSERT INTO data_keys (environment_id, wrapped) VALUES (99, 'x')",
            """
            INSERT INTO variables (environment_id, name, kind, version, updated_at, updated_by)
            VALUES (0, 'A', 'open', 1, 0, 'a')
            """,
            """
            INSERT INTO variables (environment_id, name, kind, version, updated_at, updated_by)
            VALUES (0, 'A', 'plain', 0, 0, 'a')
            """,
            "INSERT INTO audit_head (id, count, hash, tag) VALUES (2, 0, 'a', 'b')",
            "DELETE FROM apps",
        ]
        for statement in bad {
            #expect(await failure { try await store.run(statement) } != nil, "\(statement.sql)")
        }
    }
}
