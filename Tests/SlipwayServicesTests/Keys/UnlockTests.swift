import SlipwayCrypto
import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@testable import SlipwayServices

@Suite("Opening the keys of a store")
struct UnlockTests {
    @Test("C5 the wrong master key is one sentence with both ids, and touches nothing")
    func wrongKey() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "x")
        let record = try #require(try await fixture.store.read { try $0.instance() })
        let wrong = MasterKey.generate()
        let error = try #require(throws: SlipwayError.self) { try Keyring.unlock(record, with: wrong) }
        #expect(error.code == .masterKey)
        #expect(error.message.contains("\(wrong.id)") && error.message.contains("\(fixture.master.id)"))
        #expect(try await fixture.services.injected() == ["KEY": "x"])
    }

    @Test("C4 a key whose id was written over the right one does not open the store")
    func forgedID() async throws {
        let fixture = try await ServicesFixture()
        let wrong = MasterKey.generate()
        try await fixture.tamper("UPDATE instance SET master_key_id = \(wrong.id.description)")
        let record = try #require(try await fixture.store.read { try $0.instance() })
        #expect(throws: SlipwayError.self) { try Keyring.unlock(record, with: wrong) }
        #expect(throws: SlipwayError.self) { try Keyring.unlock(record, with: fixture.master) }
    }

    @Test("values open again after a restart")
    func restart() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "x")
        #expect(try await fixture.restarted().services.injected() == ["KEY": "x"])
    }

    @Test("a data key that was rolled back is not kept for later writes")
    func rolledBackDataKey() async throws {
        let fixture = try await ServicesFixture.withApp()
        let keyring = fixture.keyring
        let id = try #require(try await fixture.store.read { try $0.environmentID(.production, of: .myapp) })
        await #expect(throws: CancellationError.self) {
            try await fixture.store.write { transaction in
                // Two writes of one batch: the second finds the key that the first made. Then the commit fails.
                _ = try keyring.dataKey(environmentID: id, scope: .production, in: transaction)
                _ = try keyring.dataKey(environmentID: id, scope: .production, in: transaction)
                throw CancellationError()
            }
        }
        #expect(keyring.cachedDataKey(environmentID: id) == nil)
        try await fixture.services.set("KEY", "x")
        #expect(try await fixture.restarted().services.injected() == ["KEY": "x"])
    }

    @Test("the state of the keys shows ids, never keys")
    func status() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "x")
        let status = try await fixture.services.keys.status(as: .admin)
        #expect(status.masterKeyID == fixture.master.id.description)
        #expect(status.dataKeys == 1)
        #expect(status.createdAt == FixedClock.start)
        #expect(status.auditPublicKey == fixture.services.audit.publicKey)
    }
}
