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

    @Test(
        "A4 a trail of schema 1, a column for each field, comes through byte for byte",
        arguments: Engine.allCases,
        [0, 1, 512, 513, 2_500]
    )
    func entriesOfSchemaOne(engine: Engine, count: Int) async throws {
        let store = try engine.empty(in: folder)
        try await Migrations.run(on: store, to: 1)
        let entries = (0..<count).map { $0 + 1 }.map { number in
            AuditEntry(
                sequence: Int64(number),
                event: AuditEvent(
                    time: Timestamp(milliseconds: Int64(number) * 1_000),
                    actor: "a\(number)@example.com",
                    action: AuditAction.allCases[number % AuditAction.allCases.count],
                    subject: AuditSubject.allCases[number % AuditSubject.allCases.count],
                    app: number % 2 == 0 ? "myapp" : number < 9 ? "early" : nil,
                    environment: number % 3 == 0 ? "production" : nil,
                    name: number % 5 == 0 ? "ÄNAME" : nil,
                    version: number % 7 == 0 ? Int64(number) : nil,
                    detail: number % 11 == 0 ? "" : nil,
                    origin: AuditEvent.Origin(remote: "::1", via: "http", request: "r\(number)")
                )
            )
        }
        try await store.write { transaction in
            for entry in entries {
                let event = entry.event
                try transaction.run(
                    """
                    INSERT INTO audit VALUES (\(entry.sequence), \(event.time.milliseconds), \(event.actor),
                        \(event.action.rawValue), \(event.subject.rawValue), \(event.app), \(event.environment),
                        \(event.name), \(event.version), \(event.detail), \(event.origin.remote),
                        \(event.origin.via), \(event.origin.request), \(entry.canonicalEncoding.suffix(16) + []))
                    """
                )
            }
        }
        try await Migrations.run(on: store)
        let (found, ofApp, tags) = try await store.read { transaction in
            var tags: [[UInt8]] = []
            try transaction.scanAudit(after: 0, limit: 10_000) { tags.append(Array($0.tag)) }
            return try (
                transaction.auditEntries(after: 0, limit: 10_000),
                transaction.auditEntries(of: .myapp, before: .max, limit: 10_000).entries, tags
            )
        }
        #expect(found == entries)
        #expect(ofApp == entries.filter { $0.event.app == "myapp" }.reversed())
        #expect(tags == entries.map { Array($0.canonicalEncoding.suffix(16)) })
        let ends = try await store.read { transaction in
            var ends: [String: Int64] = [:]
            try transaction.scanAuditEnds(among: Int64(count)) { ends[String(decoding: $0, as: UTF8.self)] = $1 }
            return ends
        }
        let last = Dictionary(entries.compactMap { entry in entry.event.app.map { ($0, entry.sequence) } }) { $1 }
        #expect(ends == last)
        let isWritten = try await !store.run("SELECT 1 FROM audit_ends").isEmpty
        #expect(isWritten == (count > 512))
    }

    @Test("A4 what is damaged or missing in a trail with a row for each entry stays so, and takes no other entry along")
    func damagedEntries() async throws {
        let store = try Engine.sqlite.empty(in: folder)
        // Entries are linked, and not yet in blocks.
        try await Migrations.run(on: store, to: 5)
        try await store.write { transaction in
            for number in 1...9 as ClosedRange<Int64> where number != 7 {
                let event = AuditEvent(
                    time: FixedClock.start,
                    actor: "a",
                    action: .set,
                    subject: .secret,
                    app: "myapp",
                    origin: AuditEvent.Origin(remote: "::1", via: "http", request: "r")
                )
                let entry = AuditEntry(sequence: number, event: event).canonicalEncoding
                let (previous, tag) = (number - 1, [UInt8](repeating: UInt8(number), count: 16))
                try transaction.run("INSERT INTO audit VALUES (\(number), 'myapp', \(previous), \(entry), \(tag))")
            }
            for change in [
                "UPDATE audit SET entry = x'0102' WHERE sequence = 3",
                "UPDATE audit SET tag = x'05' WHERE sequence = 5",
                "UPDATE audit SET previous = 'x' WHERE sequence = 6",
            ] as [Query] { try transaction.run(change) }
        }
        try await Migrations.run(on: store)
        let (starts, read) = try await store.read { transaction in
            var read: [Int64] = []
            let starts = try transaction.run("SELECT first FROM audit_blocks ORDER BY first").map { try $0.integer(0) }
            for start in starts {
                // Each row for itself: the damaged one is alone in its.
                try? transaction.scanAudit(after: start - 1, limit: start == 1 ? 2 : start == 4 ? 3 : 2) {
                    read.append($0.sequence)
                }
            }
            return (starts, read)
        }
        #expect(starts == [1, 3, 4, 8])
        #expect(read == [1, 2, 4, 5, 6, 8, 9])
    }

    @Test(
        "variables of schema 8, found by an index, come through with their order and old versions",
        arguments: Engine.allCases
    )
    func variablesOfSchemaEight(engine: Engine) async throws {
        let store = try engine.empty(in: folder)
        try await Migrations.run(on: store, to: 8)
        // Some meet at one place in the latest schema.
        let names = VariablePlaceTests.meeting + (0..<50).map { "NAME_\($0)" }
        let environmentID = try await store.write { transaction in
            let id = try transaction.insertApp(.myapp, at: FixedClock.start, by: "a")
            try transaction.insertEnvironment(.production, appID: id, at: FixedClock.start, by: "a")
            let environmentID = try transaction.environmentID(.production, of: .myapp) ?? 0
            // In turn, so that each environment's are apart.
            for (index, name) in names.enumerated() {
                for (environment, count) in [(0, index % 7), (environmentID, index % 5)] as [(Int64, Int)] {
                    let isSet = index % 11 != 3
                    let sealed: [UInt8]? = isSet ? [UInt8(index), UInt8(environment)] : nil
                    let (kind, version) = (index % 3 == 0 ? "plain" : "secret", count + 1)
                    let variable = try transaction.run(
                        """
                        INSERT INTO variables (environment_id, name, kind, version, sealed, updated_at, updated_by)
                        VALUES (\(environment), \(name), \(kind), \(version), \(sealed), \(index), 'b') RETURNING id
                        """
                    )[0].integer(0)
                    guard isSet else { continue }
                    // Not each: how many are kept may have been changed.
                    for old in 1..<(count + 1) where old != 2 {
                        try transaction.run(
                            """
                            INSERT INTO variable_history (variable_id, version, kind, sealed, updated_at, updated_by)
                            VALUES (\(variable), \(old), 'plain', \([UInt8(old), UInt8(index)]), \(old), 'c')
                            """
                        )
                    }
                }
            }
            return environmentID
        }
        /// Every old version with whose it is.
        func history(_ environment: Query) async throws -> Set<[StoreValue]> {
            Set(try await store.run(environment).map(\.values))
        }
        let before = try await history(
            """
            SELECT name, environment_id, old.version, old.kind, old.sealed, old.updated_at, old.updated_by
            FROM variable_history AS old JOIN variables ON variables.id = variable_id
            """
        )
        try await Migrations.run(on: store)
        let after = try await history(
            """
            SELECT name, variables.id / 2147483648, old.version, old.kind, old.sealed, old.updated_at, old.updated_by
            FROM variable_history AS old JOIN variables ON variables.id = variable_id
            """
        )
        #expect(before == after && before.count > 150)
        let counts = try await store.run("SELECT created_variables FROM environments").map { try $0.integer(0) }
        #expect(counts == [Int64(names.count), Int64(names.count)])
        for environment in [0, environmentID] {
            let modulus = environment == 0 ? 7 : 5
            let listed = try await store.read { try $0.variables(environmentID: environment) }
            let isSet = names.indices.filter { $0 % 11 != 3 }
            #expect(listed.map(\.name.text) == isSet.map { names[$0] })
            #expect(listed.allSatisfy { $0.isInPlace })
            #expect(listed.map(\.sealed) == isSet.map { [UInt8($0), UInt8(environment)] })
            for (index, name) in names.enumerated() {
                let variableName = try VariableName(name)
                let found = try await store.write { transaction in
                    let found = try transaction.variableToChange(variableName, environmentID: environment)
                    let variable = try #require(found.variable)
                    // One more, of which three old ones are kept: those of before are known to the row.
                    let new = StoredVariable(
                        name: variableName,
                        kind: .secret,
                        version: variable.version + 1,
                        sealed: [9],
                        updatedAt: FixedClock.start,
                        updatedBy: "d"
                    )
                    try transaction.putVariable(new, replacing: found, keeping: 3, environmentID: environment)
                    return variable
                }
                let count = index % modulus
                #expect(found.version == Int64(count + 1))
                #expect(found.kind == (index % 3 == 0 ? .plain : .secret))
                #expect((found.updatedAt.milliseconds, found.updatedBy) == (Int64(index), "b"))
                let old = try await store.run(
                    """
                    SELECT old.version FROM variable_history AS old JOIN variables ON variables.id = variable_id
                    WHERE name = \(name) AND variables.id / 2147483648 = \(environment) ORDER BY old.version
                    """
                ).map { try $0.integer(0) }
                #expect(
                    old
                        == (index % 11 == 3
                            ? [] : (1..<(count + 2)).filter { $0 != 2 || count == 1 }.map(Int64.init).suffix(3))
                )
            }
        }
        // What is new comes after all others.
        let last = try await store.write { transaction in
            let new = StoredVariable(
                name: try VariableName("LAST"),
                kind: .secret,
                version: 1,
                sealed: [1],
                updatedAt: FixedClock.start,
                updatedBy: "d"
            )
            let none = try transaction.variableToChange(new.name, environmentID: environmentID)
            try transaction.putVariable(new, replacing: none, keeping: 3, environmentID: environmentID)
            return try transaction.variables(environmentID: environmentID).last?.name.text
        }
        #expect(last == "LAST")
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
            INSERT INTO variables (id, position, name, kind, version, updated_at, updated_by, old_versions)
            VALUES (0, 1, 'A', 'open', 1, 0, 'a', x'')
            """,
            """
            INSERT INTO variables (id, position, name, kind, version, updated_at, updated_by, old_versions)
            VALUES (0, 1, 'A', 'plain', 0, 0, 'a', x'')
            """,
            """
            INSERT INTO variables (id, position, name, kind, version, updated_at, updated_by, old_versions)
            VALUES (-1, 1, 'A', 'plain', 1, 0, 'a', x'')
            """,
            """
            INSERT INTO variable_history (variable_id, version, kind, sealed, updated_at, updated_by)
            VALUES (99, 1, 'plain', x'', 0, 'a')
            """,
            "INSERT INTO audit_head (id, count, hash, tag) VALUES (2, 0, 'a', 'b')",
            "DELETE FROM apps",
        ]
        for statement in bad {
            #expect(await failure { try await store.run(statement) } != nil, "\(statement.text.sql)")
        }
    }
}
