import SlipwayModel
import SlipwayStore
import SlipwayTesting
import Synchronization
import Testing

@testable import SlipwayServices

@Suite("Reads that are recorded together", .timeLimit(.minutes(10)))
struct ReadLedgerTests {
    @Test("A6 A7 nobody is left waiting, and whoever is told that a read is recorded finds it on disk")
    func together() async throws {
        let fixture = try await ServicesFixture.withApp()
        let trail = AuditTrail(keys: fixture.keyring.auditKeys, now: { fixture.clock.now })
        let ledger = ReadLedger(store: fixture.store, trail: trail)
        // More at once than are appended together, fewer, and one.
        for (round, count) in [40, 1, 16, 17, 3, 100, 2].enumerated() {
            try await withThrowingTaskGroup { group in
                for number in 0..<count {
                    group.addTask {
                        for _ in 0..<number % 4 { await Task.yield() }
                        let name = "R\(round)_\(number)"
                        let target = Target.app(.myapp)
                        try await ledger.record([trail.entry(.read, .secret, target: target, name: name, by: .owner)])
                        let names = try await fixture.store.read { transaction in
                            try transaction.auditEntries(before: .max, limit: 300).compactMap(\.event.name)
                        }
                        #expect(names.contains(name))
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(try await fixture.services.audit.verify(as: .owner) == .intact(count: 180, checkpoints: 0))
        let rows = try await fixture.store.read { try $0.run("SELECT COUNT(*) FROM audit_blocks")[0].integer(0) }
        #expect(rows < 180)
    }

    @Test("A6 A7 a write that fails is heard of by all that it took along, and the next read is recorded")
    func failure() async throws {
        let fixture = try await ServicesFixture.withApp()
        let trail = AuditTrail(keys: fixture.keyring.auditKeys, now: { fixture.clock.now })
        let ledger = ReadLedger(store: fixture.store, trail: trail)
        let entry = trail.entry(.read, .secret, target: .app(.myapp), name: "R", by: .owner)
        try await fixture.tamper("ALTER TABLE audit_head RENAME TO gone")
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { (try? await ledger.record([entry])) == nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures == 20)
        try await fixture.tamper("ALTER TABLE gone RENAME TO audit_head")
        try await ledger.record([entry])
        #expect(try await fixture.services.audit.verify(as: .owner) == .intact(count: 2, checkpoints: 0))
    }
}
