import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("An older copy of the database")
struct RollbackTests {
    /// A server whose database was put back by three entries, as a restored disk would.
    private func rolledBack() async throws -> ServicesFixture {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "old")
        let again = try await fixture.restarted()
        try again.close()
        try again.folder.copyDatabase("slipway.db", to: "backup.db")
        let later = try await ServicesFixture(folder: again.folder, master: again.master, witness: again.witness)
        for number in 1...3 { try await later.services.set("KEY", "\(number)") }
        try await later.services.sealTrail()
        try later.close()
        try later.folder.copyDatabase("backup.db", to: "slipway.db")
        return try await ServicesFixture(folder: later.folder, master: later.master, witness: later.witness)
    }

    @Test("C2 is seen through the witness outside it")
    func restored() async throws {
        let fixture = try await rolledBack()
        #expect(try await fixture.services.injected() == ["KEY": "old"])
        let verdict = try await fixture.services.audit.verify(as: .owner)
        guard case .broken(let sequence, let reason) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(sequence == 4)
        #expect(reason == "the trail has 3 entries, and 5 were seen: an older copy was put back")
        #expect(try await fixture.services.rollbackProblem()?.contains("3 entries, and 5 were seen") == true)
    }

    @Test("C2 ending a run does not replace the witness that tells of it", arguments: [0, 1, 10])
    func notForgotten(further: Int) async throws {
        let fixture = try await rolledBack()
        for number in 0..<further { try await fixture.services.set("OTHER", "\(number)") }
        try await fixture.services.sealTrail()
        #expect(fixture.witness.value?.count == 5)
        guard case .broken = try await fixture.services.audit.verify(as: .owner) else {
            Issue.record("the rollback was forgotten")
            return
        }
    }

    @Test("an ordinary restart is no rollback")
    func restart() async throws {
        var fixture = try await ServicesFixture.withApp()
        for number in 1...3 {
            try await fixture.services.set("KEY", "\(number)")
            try await fixture.services.sealTrail()
            fixture = try await fixture.restarted()
            #expect(try await fixture.services.rollbackProblem() == nil)
            let count = Int64(number + 1)
            #expect(
                try await fixture.services.audit.verify(as: .owner) == .intact(count: count, checkpoints: number)
            )
            #expect(fixture.witness.value?.count == count)
        }
    }
}
