import SlipwayModel
import SlipwayStore
import SlipwayTesting
import Synchronization
import Testing

@testable import SlipwayServices

@Suite("Ids of environments that are known")
struct LookupTests {
    @Test("C4 one seen in a write that came to nothing is not known: the next environment has its id")
    func rolledBack() async throws {
        let fixture = try await ServicesFixture.withApp()
        let owner = Caller.owner
        let gate = Gate(
            settings: LiveSettings(Settings()),
            store: fixture.store,
            trail: AuditTrail(keys: fixture.keyring.auditKeys, now: { FixedClock.start })
        )
        let lookup = Lookup(gate: gate)
        let (gone, next) = (try EnvironmentName("gone"), try EnvironmentName("next"))
        let seen = Mutex<Int64>(0)
        let refusal = await failure {
            try await fixture.store.write { transaction in
                try create(gone, in: transaction)
                let id = try lookup.environmentID(.environment(.myapp, gone), inWrite: transaction, as: owner)
                seen.withLock { $0 = id }
                throw SlipwayError(.internalError, "as if the disk were full")
            }
        }
        #expect(refusal?.code == .internalError)
        try await fixture.store.write { transaction in try create(next, in: transaction) }
        let id = try await fixture.store.read {
            try lookup.environmentID(.environment(.myapp, next), inRead: $0, as: owner)
        }
        #expect(id == seen.withLock { $0 })
        let error = await failure {
            try await fixture.store.read { try lookup.environmentID(.environment(.myapp, gone), inRead: $0, as: owner) }
        }
        #expect(error?.code == .environmentNotFound)
    }
}

private func create(_ environment: EnvironmentName, in transaction: any Transaction) throws {
    guard let id = try transaction.appID(.myapp) else { throw SlipwayError(.internalError, "there is no app") }
    try transaction.insertEnvironment(environment, appID: id, at: FixedClock.start, by: "a")
}
