import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("The trail of one app among many entries", .timeLimit(.minutes(10)))
struct AppListTests {
    private let fixture: ServicesFixture

    /// Twelve hundred entries, of which each two-hundredth is of the app `other`.
    init() async throws {
        fixture = try await ServicesFixture.withApp()
        try await fixture.services.apps.create(.other, as: .owner)
        for _ in 0..<6 {
            try await fixture.services.set("KEY", "x", in: .otherProduction)
            let names = try (0..<199).map { try VariableName("KEY_\($0)") }
            let all = names.map { Assignment(name: $0, value: SecretValue([65])) }
            _ = try await fixture.services.variables.set(all, kind: .secret, in: .production, as: .owner)
        }
    }

    private func sequences(in fixture: ServicesFixture? = nil, before: Int64 = .max) async throws -> [Int64] {
        var (found, before) = ([Int64](), Optional(before))
        while let place = before {
            let filter = AuditFilter(app: .other, before: place, limit: 2)
            let page = try await (fixture ?? self.fixture).services.audit.list(filter, as: .owner)
            found += page.entries.map(\.sequence)
            before = page.next
        }
        return found
    }

    @Test("A4 a list of one app is whole, also after a restart, from any number, and goes on")
    func whole() async throws {
        let all: [Int64] = [1_003, 803, 603, 403, 203, 3, 2]
        #expect(try await sequences() == all)
        #expect(try await sequences(before: 700) == all.filter { $0 < 700 })
        let restarted = try await fixture.restarted()
        #expect(try await sequences(in: restarted) == all)
        try await restarted.services.set("KEY", "y", in: .otherProduction)
        #expect(try await sequences(in: restarted) == [1_203] + all)
        #expect(try await restarted.services.audit.verify(as: .owner) == .intact(count: 1_203, checkpoints: 1))
    }

    @Test("A4 a write that is rolled back leaves no trace in the links")
    func rolledBack() async throws {
        for number in 1...3 {
            // Its entries are added, and then it fails.
            try await fixture.tamper("ALTER TABLE audit_head RENAME TO gone")
            #expect(await failure { try await fixture.services.set("KEY", "\(number)", in: .otherProduction) } != nil)
            try await fixture.tamper("ALTER TABLE gone RENAME TO audit_head")
            try await fixture.services.set("KEY", "\(number)", in: .otherProduction)
        }
        #expect(try await sequences().prefix(4) == [1_205, 1_204, 1_203, 1_003])
        #expect(try await fixture.services.audit.verify(as: .owner) == .intact(count: 1_205, checkpoints: 1))
    }

    @Test(
        "A4 an end that was altered is seen",
        arguments: [
            "UPDATE audit_ends SET sequence = 803 WHERE app = 'other'",
            "UPDATE audit_ends SET sequence = 1004 WHERE app = 'other'", "UPDATE audit_ends SET sequence = 'x'",
            "UPDATE audit_ends SET app = 'another' WHERE app = 'other'", "DELETE FROM audit_ends WHERE app = 'other'",
            "INSERT INTO audit_ends VALUES ('another', 5)", "UPDATE audit_ends SET app = x'00' WHERE app = 'other'",
        ] as [Query]
    )
    func altered(change: Query) async throws {
        let count = try await fixture.store.read { try $0.lastAuditSequence() }
        try await fixture.tamper(change)
        guard case .broken(count, let reason) = try await fixture.services.audit.verify(as: .owner) else {
            Issue.record("the verdict is not about the end")
            return
        }
        #expect(reason.contains("lists of one app"))
    }

    @Test("A4 an entry linked while an end was altered is seen, though the end is right again")
    func misled() async throws {
        try await fixture.tamper("UPDATE audit_ends SET sequence = 603 WHERE app = 'other'")
        let restarted = try await fixture.restarted()
        try await restarted.services.set("KEY", "y", in: .otherProduction)
        #expect(try await sequences(in: restarted) == [1_203, 603, 403, 203, 3, 2])
        guard case .broken(1_203, _) = try await restarted.services.audit.verify(as: .owner) else {
            Issue.record("entries that a list leaves out were not seen")
            return
        }
    }

    @Test("A4 an end that is there twice, so that a list finds another than who goes through all, is seen")
    func twice() async throws {
        try await fixture.tamper(
            "DROP TABLE audit_ends",
            "CREATE TABLE audit_ends (app TEXT, sequence BIGINT, PRIMARY KEY (app, sequence)) WITHOUT ROWID",
            "INSERT INTO audit_ends VALUES ('other', 603), ('other', 1003)"
        )
        #expect(try await sequences(in: fixture) == [603, 403, 203, 3, 2])
        guard case .broken = try await fixture.services.audit.verify(as: .owner) else {
            Issue.record("entries that a list leaves out were not seen")
            return
        }
    }

    @Test(
        "A4 a trail of any length goes on after a restart, and its lists are whole",
        arguments: [1, 2, 511, 512, 513, 514, 1_023, 1_024, 1_025, 1_026] as [Int64]
    )
    func lengths(count: Int64) async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.fillTrail(Int(count) - 1)
        #expect(try await fixture.store.read { try $0.lastAuditSequence() } == count)
        let restarted = try await fixture.restarted()
        guard case .intact(count, _) = try await restarted.services.audit.verify(as: .owner) else {
            Issue.record("the trail does not verify")
            return
        }
        try await restarted.fillTrail(3)
        let again = try await restarted.restarted()
        try await again.services.set("KEY", "x")
        guard case .intact(count + 4, _) = try await again.services.audit.verify(as: .owner) else {
            Issue.record("the trail does not verify when it has gone on")
            return
        }
        let (ofApp, all) = try await again.store.read { transaction in
            let all = try transaction.auditEntries(after: 0, limit: 2_000)
            return (try transaction.auditEntries(of: .myapp, before: .max, limit: 2_000).entries, all)
        }
        #expect(ofApp == all.filter { $0.event.app == "myapp" }.reversed())
    }
}
