import SlipwayModel
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("Where variables lie")
struct VariablePlaceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Names of which each is to be at the place of all others.
    static let meeting = [
        "KEY", "NAJ7O0OG", "NALZ7PRV", "NAX1IA_1", "NA7_D9K4", "NBFXOF4G", "NB4G0COL", "NCLT3S67", "NCSTLKPS",
        "NC5L9VA6", "NC_XGVBT", "NDLPORWM", "NDRSPF53",
    ]
    /// Four more of them: with all of these there is no place left.
    private static let more = ["NDU4D8LO", "NEOLLTB1", "NE4DKGTB", "NGAD_QBP"]

    @Test("a place follows from environment and name, and is the same in every version", arguments: Engine.allCases)
    func places(engine: Engine) async throws {
        let store = try await engine.migrated(in: folder)
        let environmentID = try await store.environment()
        for (name, id) in [("KEY", 0), ("DATABASE_URL", 0), ("KEY", environmentID)] as [(String, Int64)] {
            try await store.set(name, 1, environmentID: id)
        }
        let ids = try await store.run("SELECT id FROM variables ORDER BY id").map { try $0.integer(0) }
        #expect(ids == [317_387_947, 747_530_601, environmentID << 31 + 317_387_947])
    }

    @Test("names that meet at one place are told apart", arguments: Engine.allCases)
    func meeting(engine: Engine) async throws {
        let store = try await engine.migrated(in: folder)
        for (index, name) in Self.meeting.enumerated() { try await store.set(name, Int64(index + 1)) }
        let ids = try await store.run("SELECT id FROM variables ORDER BY id").map { try $0.integer(0) }
        #expect(ids == (0..<Int64(Self.meeting.count)).map { 317_387_947 + $0 })
        for (index, name) in Self.meeting.enumerated() {
            #expect(try await store.variable(name)?.version == Int64(index + 1))
        }
        #expect(try await store.variable("OTHER") == nil)
        // Also those behind one that is unset, and that one keeps its place.
        try await store.unset(Self.meeting[3])
        #expect(try await store.variable(Self.meeting[3])?.sealed == nil)
        #expect(try await store.variable(Self.meeting[12])?.version == 13)
        let listed = try await store.read { try $0.variables(environmentID: 0) }
        #expect(listed.map(\.name.text) == Self.meeting.filter { $0 != Self.meeting[3] })
        #expect(listed.allSatisfy { $0.isInPlace })
        try await store.set(Self.meeting[3], 20)
        #expect(try await store.run("SELECT COUNT(*) FROM variables")[0].integer(0) == Int64(Self.meeting.count))
    }

    @Test("as many names as have places may meet, and the next is refused in words", arguments: Engine.allCases)
    func full(engine: Engine) async throws {
        let store = try await engine.migrated(in: folder)
        let names = Self.meeting + Self.more
        for name in names.prefix(16) { try await store.set(name, 1) }
        let error = try #require(await failure { try await store.set(names[16], 1) })
        #expect(error.code == .invalidName)
        #expect(error.message.hasPrefix("\(names[16]) cannot be created here"))
        try await store.unset(names[15])
        #expect(await failure { try await store.set(names[16], 1) }?.code == .invalidName, "it keeps its place")
        try await store.set(names[15], 2)
        try await store.set(names[16], 1, environmentID: try await store.environment())
        #expect(try await store.variable(names[16]) == nil)
        let listed = try await store.read { try $0.variables(environmentID: 0) }
        #expect(listed.count == 16 && listed.allSatisfy { $0.isInPlace })
    }

    /// What somebody does to rows that meet at one place, and whose the name is that is not in place any more.
    private static let changes = [
        ("UPDATE variables SET id = id + 20 WHERE name = 'NAX1IA_1'", "NAX1IA_1"),
        ("UPDATE variables SET id = id - 20 WHERE name = 'NAX1IA_1'", "NAX1IA_1"),
        ("DELETE FROM variables WHERE name = 'NALZ7PRV'", "NAX1IA_1"),
        (
            """
            INSERT INTO variables SELECT id + 3, 9, name, kind, version, x'07', updated_at, updated_by, x''
            FROM variables WHERE name = 'NAJ7O0OG'
            """, "NAJ7O0OG"
        ),
        (
            """
            INSERT INTO variables SELECT id + 4, 9, name, kind, version, x'07', updated_at, updated_by, x''
            FROM variables WHERE name = 'KEY'
            """, "KEY"
        ),
        (
            """
            INSERT INTO variables SELECT id - 2, 9, name, kind, version, x'07', updated_at, updated_by, x''
            FROM variables WHERE name = 'NAJ7O0OG'
            """, "NAJ7O0OG"
        ),
    ]

    @Test("C1 what was moved, was copied, or lost what led to it, is not in place", arguments: Engine.allCases, changes)
    func moved(engine: Engine, change: (sql: String, name: String)) async throws {
        let store = try await engine.migrated(in: folder)
        for name in Self.meeting.prefix(4) { try await store.set(name, 1) }
        // A copy of what was unset is none the less a copy.
        try await store.unset("KEY")
        try await store.run(Query(sql: change.sql))
        let listed = try await store.read { try $0.variables(environmentID: 0) }
        #expect(listed.filter { !$0.isInPlace }.map(\.name.text) == [change.name])
        for variable in listed where variable.isInPlace {
            #expect(try await store.variable(variable.name.text)?.sealed == variable.sealed)
        }
    }

    @Test("the last environment that can be has its variables")
    func lastEnvironment() async throws {
        let store = try await Engine.sqlite.migrated(in: folder)
        let last: Int64 = (1 << 32) - 2
        let one = try await store.environment()
        try await store.run(
            "INSERT INTO environments SELECT \(last), app_id, 'last', 0, 'a', 0 FROM environments WHERE id = \(one)"
        )
        try await store.set("KEY", 1, environmentID: last)
        #expect(try await store.read { try $0.variables(environmentID: last) }.map(\.isInPlace) == [true])
    }

    @Test("an environment that cannot be is damage", arguments: [-1, (1 << 32) - 1, 1 << 32, .max] as [Int64])
    func environments(id: Int64) async throws {
        let store = try await Engine.sqlite.migrated(in: folder)
        #expect(await failure { try await store.read { try $0.variables(environmentID: id) } }?.code == .storeDamaged)
    }

    @Test("whatever is set and unset in whatever order, the store says what was last", arguments: 0..<8)
    func model(seed: UInt64) async throws {
        struct Expected: Equatable {
            var version: Int64
            var sealed: [UInt8]?
            var old: [Int64]
        }
        let store = try await Engine.sqlite.migrated(in: folder)
        let environments = [0, try await store.environment()]
        var generator = SeededGenerator(seed: seed)
        let names = Self.meeting + (0..<20).map { "NAME_\($0)" }
        var expected: [[String: Expected]] = [[:], [:]]
        var order: [[String]] = [[], []]
        for _ in 0..<400 {
            let (place, name) = (generator.int(0...1), names[generator.int(0...names.count - 1)])
            let environmentID = environments[place]
            if let known = expected[place][name], known.sealed != nil, generator.int(0...5) == 0 {
                try await store.unset(name, environmentID: environmentID)
                expected[place][name] = Expected(version: known.version, sealed: nil, old: [])
            } else {
                let (known, limit) = (expected[place][name], generator.int(0...3))
                if known == nil { order[place].append(name) }
                let (version, sealed) = ((known?.version ?? 0) + 1, generator.bytes(generator.int(1...2_000)))
                try await store.set(name, version, sealed, keeping: limit, environmentID: environmentID)
                let old = known.map { $0.sealed == nil ? [] : $0.old + [$0.version] } ?? []
                expected[place][name] = Expected(version: version, sealed: sealed, old: old.suffix(limit))
            }
        }
        for (environmentID, (expected, order)) in zip(environments, zip(expected, order)) {
            for name in names {
                let found = try await store.variable(name, environmentID: environmentID)
                let old = try await store.run(
                    """
                    SELECT old.version FROM variable_history AS old JOIN variables ON variables.id = variable_id
                    WHERE name = \(name) AND variables.id / 2147483648 = \(environmentID) ORDER BY old.version
                    """
                ).map { try $0.integer(0) }
                let state = found.map { Expected(version: $0.version, sealed: $0.sealed, old: old) }
                #expect(state == expected[name], "\(name)")
            }
            let isSet = order.filter { expected[$0]?.sealed != nil }
            let (all, listed) = try await store.read { transaction in
                try (
                    transaction.variables(environmentID: environmentID),
                    transaction.listedVariables(.secret, environmentID: environmentID)
                )
            }
            #expect(all.map(\.name.text) == isSet)
            #expect(all.allSatisfy { $0.isInPlace })
            #expect(listed.map(\.name.text) == isSet)
        }
    }

    @Test("A8 a list of old versions that was altered takes no other variable's along", arguments: Engine.allCases)
    func foreignVersions(engine: Engine) async throws {
        let store = try await engine.migrated(in: folder)
        for name in ["KEY", "OTHER"] {
            for version in 1...3 as ClosedRange<Int64> { try await store.set(name, version) }
        }
        try await store.run(
            """
            UPDATE variables SET old_versions = (SELECT old_versions FROM variables WHERE name = 'OTHER')
            WHERE name = 'KEY'
            """
        )
        try await store.unset("KEY")
        let left = try await store.run(
            "SELECT name FROM variable_history JOIN variables ON variables.id = variable_id WHERE name = 'OTHER'"
        )
        #expect(left.count == 2)
    }

    @Test("A8 a damaged list of old versions is made anew", arguments: ["x'010203'", "'text'", "'eight by'"])
    func damagedList(list: String) async throws {
        let store = try await Engine.sqlite.migrated(in: folder)
        for version in 1...3 as ClosedRange<Int64> { try await store.set("KEY", version) }
        try await store.run(Query(sql: "UPDATE variables SET old_versions = \(list)"))
        #expect(try await store.variable("KEY")?.version == 3)
        try await store.set("KEY", 4, keeping: 2)
        #expect(try await store.run("SELECT version FROM variable_history").map { try $0.integer(0) } == [2, 3])
        try await store.run(Query(sql: "UPDATE variables SET old_versions = \(list)"))
        try await store.unset("KEY")
        #expect(try await store.run("SELECT version FROM variable_history").isEmpty)
    }

    @Test("a variable of an environment whose row is gone is not created, and the store goes on")
    func lostEnvironment() async throws {
        let store = try await Engine.sqlite.migrated(in: folder)
        let environmentID = try await store.environment()
        try await store.run("DELETE FROM environments WHERE id = 0")
        #expect(await failure { try await store.set("KEY", 1) }?.code == .storeDamaged)
        try await store.set("KEY", 1, environmentID: environmentID)
    }

    @Test("W5 what a write that throws did to rows, lists and counts is undone, alone or among others")
    func undone() async throws {
        let store = try await Engine.sqlite.migrated(in: folder)
        for version in 1...3 as ClosedRange<Int64> { try await store.set("KEY", version) }
        func state() async throws -> [[StoreValue]] {
            try await store.run("SELECT id, version, position, old_versions FROM variables").map(\.values)
                + store.run("SELECT id, version FROM variable_history").map(\.values)
                + store.run("SELECT created_variables FROM environments").map(\.values)
        }
        let before = try await state()
        for number in 0..<3 as Range<Int64> {
            await #expect(throws: Refusal(number: number)) {
                try await store.set("KEY", 4 + number, throwing: Refusal(number: number))
            }
            await #expect(throws: Refusal(number: number)) {
                try await store.set("NEW", 1, throwing: Refusal(number: number))
            }
        }
        #expect(try await state() == before)
        // Each among others of the same commit, one of which does not throw.
        let writer = await HeldWriter(store)
        let (outcomes, ended) = AsyncStream<Bool>.makeStream()
        for (name, version, isRefused) in [
            ("KEY", 4, true), ("NEW", 1, true), ("KEPT", 1, false), ("OTHER", 1, true),
        ] as [(String, Int64, Bool)] {
            store.write {
                try $0.set(name, version)
                if isRefused { throw Refusal(number: version) }
            } completion: { error in
                ended.yield(error is Refusal)
            }
        }
        writer.release()
        var refused: [Bool] = []
        for await isRefused in outcomes {
            refused.append(isRefused)
            if refused.count == 4 { break }
        }
        #expect(refused == [true, true, false, true])
        let names = try await store.run("SELECT name FROM variables ORDER BY position").map { try $0.text(0) }
        #expect(names == ["KEY", "KEPT"])
        #expect(try await store.run("SELECT version FROM variable_history").map { try $0.integer(0) } == [1, 2])
        try await store.set("NEXT", 1)
        #expect(try await store.run("SELECT position FROM variables WHERE name = 'NEXT'")[0].integer(0) == 3)
    }
}

extension Store {
    /// Creates an environment and returns its id.
    fileprivate func environment() async throws -> Int64 {
        try await write { transaction in
            let id = try transaction.insertApp(.myapp, at: FixedClock.start, by: "a")
            try transaction.insertEnvironment(.production, appID: id, at: FixedClock.start, by: "a")
            return try #require(try transaction.environmentID(.production, of: .myapp))
        }
    }

    fileprivate func set(
        _ name: String,
        _ version: Int64,
        _ sealed: [UInt8] = [1],
        keeping limit: Int = 5,
        environmentID: Int64 = 0,
        throwing refusal: Refusal? = nil
    ) async throws {
        try await write { transaction in
            try transaction.set(name, version, sealed, keeping: limit, environmentID: environmentID)
            if let refusal { throw refusal }
        }
    }

    fileprivate func unset(_ name: String, environmentID: Int64 = 0) async throws {
        let name = try VariableName(name)
        try await write { transaction in
            let old = try transaction.variableToChange(name, environmentID: environmentID)
            try transaction.clearVariable(old, at: FixedClock.start, by: "a")
        }
    }

    fileprivate func variable(_ name: String, environmentID: Int64 = 0) async throws -> StoredVariable? {
        let name = try VariableName(name)
        return try await read { try $0.variable(name, environmentID: environmentID) }
    }
}

extension Transaction {
    fileprivate func set(
        _ name: String,
        _ version: Int64,
        _ sealed: [UInt8] = [1],
        keeping limit: Int = 5,
        environmentID: Int64 = 0
    ) throws {
        let new = StoredVariable(
            name: try VariableName(name),
            kind: .secret,
            version: version,
            sealed: sealed,
            updatedAt: FixedClock.start,
            updatedBy: "a"
        )
        let old = try variableToChange(new.name, environmentID: environmentID)
        try putVariable(new, replacing: old, keeping: limit, environmentID: environmentID)
    }
}
