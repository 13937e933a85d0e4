import SlipwayCrypto
import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
    @Test("one is signed each time the trail passes a thousand entries, and counts them")
    func thousands() async throws {
        let fixture = try await ServicesFixture.withApp()
        let names = try (0..<90).map { try VariableName("KEY_\($0)") }
        for _ in 0..<25 {
            let all = names.map { Assignment(name: $0, value: SecretValue([65])) }
            _ = try await fixture.services.variables.set(all, kind: .secret, in: .production, as: .owner)
        }
        let checkpoints = try await fixture.store.read { try $0.checkpoints(after: 0, limit: 10) }
        #expect(checkpoints.map(\.count) == [1_081, 2_071])
        for checkpoint in checkpoints {
            let bytes = AuditCheckpoint.signedBytes(
                count: checkpoint.count,
                hash: checkpoint.hash,
                time: checkpoint.time
            )
            let key = fixture.services.audit.publicKey
            #expect(AuditChain.isValid(signature: checkpoint.signature, over: bytes, publicKey: key))
        }
        #expect(try await fixture.services.audit.verify(as: .owner) == .intact(count: 2_251, checkpoints: 2))
        try await fixture.tamperWithEntries("UPDATE audit SET tag = zeroblob(16) WHERE sequence = 1500")
        #expect(
            try await fixture.services.audit.verify(as: .owner)
                == .broken(sequence: 1_500, reason: "the entry was altered")
        )
        try await fixture.tamperWithEntries("UPDATE audit SET entry = zeroblob(9) WHERE sequence = 12")
        #expect(
            try await fixture.services.audit.verify(as: .owner)
                == .broken(sequence: 12, reason: "the entry cannot be read")
        )
    }

    @Test("an export begins with a checkpoint at its own entry")
    func export() async throws {
        let fixture = try await ServicesFixture.withApp()
        let export = try await fixture.services.audit.export(as: .admin)
        try await fixture.services.set("LATER", "x")
        let page = try #require(try await export.page(after: 0))
        #expect(page.entries.map(\.event.action) == [.create, .export])
        let checkpoint = try #require(page.checkpoints.last)
        #expect(checkpoint.count == 2)
        #expect(try await export.page(after: 2) == nil)
        let hash = page.entries.reduce(AuditChain.start) { AuditChain.hash(after: $0, entry: $1.canonicalEncoding) }
        #expect(hash == checkpoint.hash)
    }

    @Test("sealing twice makes one checkpoint; an empty trail has none")
    func seal() async throws {
        let fixture = try await ServicesFixture()
        try await fixture.services.sealTrail()
        #expect(fixture.witness.value == nil)
        try await fixture.services.apps.create(.myapp, as: .owner)
        try await fixture.services.sealTrail()
        try await fixture.services.sealTrail()
        #expect(fixture.witness.value?.count == 1)
        #expect(try await fixture.services.audit.verify(as: .owner) == .intact(count: 1, checkpoints: 1))
    }
}
