import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("Damaged and moved values")
struct RelocationTests {
    private let fixture: ServicesFixture

    /// `A`, `B` and plain `P` in production, `A` in staging, and `A` in another app; production's `A` has two versions.
    init() async throws {
        fixture = try await ServicesFixture.withApp()
        try await fixture.services.apps.create(.other, as: .owner)
        for scope in [Scope.production, .staging, .otherProduction] {
            try await fixture.services.set("A", "a", in: scope)
        }
        try await fixture.services.set("A", "second")
        try await fixture.services.set("B", "b")
        try await fixture.services.set("P", "p", .plain)
    }

    /// Gives production's `A` the blob that `source` selects.
    private func moveToA(_ source: String) async throws {
        try await fixture.tamper(
            Query(sql: "UPDATE variables SET sealed = (\(source)) WHERE name = 'A' AND version = 2")
        )
    }

    /// `A` does not open and is named; the rest of production works.
    private func expectOnlyADamaged() async throws {
        let services = try await fixture.secondServices()
        let count = try await fixture.trailCount()
        for names in [["A"], ["A", "B"], nil] as [[String]?] {
            let error = try #require(await failure { try await services.injected(names) })
            #expect(error.code == .valueDamaged)
            #expect(error.message.contains("A (version 2)"))
        }
        #expect(try await fixture.trailCount() == count)
        #expect(try await services.injected(["B", "P"]) == ["B": "b", "P": "p"])
        #expect(try await services.injected(of: .other) == ["A": "a"])
        #expect(try await services.listed().count == 2)
        // Setting it anew repairs it.
        #expect(try await services.set("A", "third") == 3)
        #expect(try await services.injected()["A"] == "third")
    }

    private static let sources = [
        ("another name", "SELECT sealed FROM variables WHERE name = 'B'"),
        ("another kind", "SELECT sealed FROM variables WHERE name = 'P'"),
        ("an older version", "SELECT sealed FROM variable_history WHERE version = 1"),
        ("another environment", "SELECT sealed FROM variables WHERE name = 'A' AND version = 1 ORDER BY id LIMIT 1"),
        ("another app", "SELECT sealed FROM variables WHERE name = 'A' AND version = 1 ORDER BY id DESC LIMIT 1"),
        ("nothing", "SELECT x''"),
        ("a wrapped key", "SELECT wrapped FROM data_keys LIMIT 1"),
    ]

    @Test("C1 a blob of another place does not open", arguments: sources)
    func moved(label: String, source: String) async throws {
        try await moveToA(source)
        try await expectOnlyADamaged()
    }

    @Test(
        "C1 a row given another version, kind or name does not open",
        arguments: [
            "UPDATE variables SET version = 3 WHERE name = 'B'", "UPDATE variables SET kind = 'plain' WHERE name = 'B'",
            "UPDATE variables SET name = 'C' WHERE name = 'B'",
            "UPDATE variables SET id = id % 2147483648 WHERE name = 'B'",
            "UPDATE variables SET id = id + 1 WHERE name = 'B'",
        ]
    )
    func relabelled(statement: String) async throws {
        try await fixture.tamper(Query(sql: statement))
        let services = try await fixture.secondServices()
        let error = try #require(await failure { try await services.injected() })
        #expect([.valueDamaged, .storeDamaged].contains(error.code))
        #expect(try await services.injected(["A", "P"]) == ["A": "second", "P": "p"])
        // What was a secret is not shown as a plain value either.
        #expect(try await services.listed(.plain).allSatisfy { $0.value == nil || $0.value?.text == "p" })
    }

    @Test("C1 two swapped rows both refuse")
    func swapped() async throws {
        try await fixture.tamper(
            "CREATE TEMP TABLE kept AS SELECT name, sealed FROM variables WHERE name IN ('B', 'P')",
            "UPDATE variables SET sealed = (SELECT sealed FROM kept WHERE name = 'P') WHERE name = 'B'",
            "UPDATE variables SET sealed = (SELECT sealed FROM kept WHERE name = 'B') WHERE name = 'P'"
        )
        let services = try await fixture.secondServices()
        for name in ["B", "P"] {
            #expect(await failure { try await services.injected([name]) }?.code == .valueDamaged)
        }
        #expect(try await services.listed(.plain).map { $0.value == nil } == [true])
        #expect(try await services.injected(["A"]) == ["A": "second"])
    }

    @Test("C1 any flipped bit makes that one secret fail and no other", arguments: 0..<8)
    func flipped(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let row = try await fixture.store.run("SELECT sealed FROM variables WHERE name = 'A' AND version = 2")[0]
        var blob = try row.blob(0)
        blob[generator.int(0...blob.count - 1)] ^= 1 << UInt8(generator.int(0...7))
        try await fixture.tamper("UPDATE variables SET sealed = \(blob) WHERE name = 'A' AND version = 2")
        try await expectOnlyADamaged()
    }

    @Test("C1 the data key of another environment does not open")
    func movedDataKey() async throws {
        try await fixture.tamper(
            """
            UPDATE data_keys SET wrapped = (SELECT wrapped FROM data_keys ORDER BY environment_id DESC LIMIT 1)
            WHERE environment_id = (SELECT MIN(environment_id) FROM data_keys)
            """
        )
        let services = try await fixture.secondServices()
        #expect(await failure { try await services.injected() }?.code == .valueDamaged)
        #expect(await failure { try await services.set("NEW", "x") }?.code == .valueDamaged)
        #expect(try await services.injected(of: .other) == ["A": "a"])
    }

    @Test("a data key that is gone is said to be gone, and no new one is put under old values")
    func lostDataKey() async throws {
        try await fixture.tamper("DELETE FROM data_keys")
        let services = try await fixture.secondServices()
        #expect(await failure { try await services.injected() }?.code == .storeDamaged)
        #expect(await failure { try await services.listed(.plain) }?.code == .storeDamaged)
    }
}
