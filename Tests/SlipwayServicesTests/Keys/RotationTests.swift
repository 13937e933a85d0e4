import SlipwayCrypto
import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Synchronization
import Testing

@Suite("Replacing the master key", .timeLimit(.minutes(10)))
struct RotationTests {
    private let next = MasterKey.generate()

    /// A fixture with values in three environments and a trail, whose next master key is `next`.
    private func fixture(
        prepare: (@Sendable () async throws -> MasterKey)? = nil
    ) async throws -> ServicesFixture {
        let key = next
        let fixture = try await ServicesFixture(custody: .test(prepare: prepare ?? { key }))
        try await fixture.services.apps.create(.myapp, as: .owner)
        for scope in [Scope.production, .staging, .global] { try await fixture.services.set("KEY", "x", in: scope) }
        return fixture
    }

    @Test("values still open before and after a restart, the trail verifies, the old key is refused")
    func rotate() async throws {
        let fixture = try await fixture()
        let publicKey = fixture.services.audit.publicKey
        let rotation = try await fixture.services.keys.rotate(as: .owner)
        #expect(rotation.from == fixture.master.id.description && rotation.to == next.id.description)
        #expect(rotation.dataKeys == 3)
        #expect(try await fixture.services.injected() == ["KEY": "x"])
        #expect(try await fixture.services.keys.status(as: .owner).masterKeyID == next.id.description)
        await #expect(throws: SlipwayError.self) { try await fixture.restarted() }
        let again = try await ServicesFixture(
            folder: fixture.folder,
            clock: fixture.clock,
            master: next,
            witness: fixture.witness
        )
        #expect(try await again.services.injected() == ["KEY": "x"])
        #expect(try await again.services.injected(of: .myapp, .staging) == ["KEY": "x"])
        try await again.services.set("NEW", "y", in: .environment(.myapp, .development))
        #expect(again.services.audit.publicKey == publicKey)
        guard case .intact = try await again.services.audit.verify(as: .owner) else {
            Issue.record("the trail does not verify")
            return
        }
        #expect(
            try await again.entries()
                .contains("KEY_ROTATE key \(next.id) from \(fixture.master.id)")
        )
    }

    @Test("C4 no wrapped key opens with the old master key afterwards")
    func oldKey() async throws {
        let fixture = try await fixture()
        _ = try await fixture.services.keys.rotate(as: .owner)
        for record in try await fixture.store.read({ try $0.dataKeys() }) {
            let context = SealContext.dataKey(app: record.app, environment: record.environment)
            #expect(throws: CryptoError.doesNotOpen) {
                try DataKey(unwrapping: record.wrapped, with: fixture.master, context: context)
            }
            _ = try DataKey(unwrapping: record.wrapped, with: next, context: context)
        }
    }

    @Test("C4 a rotation that fails before its commit leaves the old key valid")
    func interrupted() async throws {
        let fixture = try await fixture()
        // The last statement of the rotation's transaction fails: everything before it rolls back.
        try await fixture.tamper("ALTER TABLE audit_head RENAME TO hidden")
        #expect(await failure { try await fixture.services.keys.rotate(as: .owner) }?.code == .storeFailed)
        try await fixture.tamper("ALTER TABLE hidden RENAME TO audit_head")
        let record = try #require(try await fixture.store.read { try $0.instance() })
        #expect(throws: SlipwayError.self) { try Keyring.unlock(record, with: next) }
        #expect(try await fixture.services.keys.status(as: .owner).masterKeyID == fixture.master.id.description)
        let again = try await fixture.restarted()
        #expect(try await again.services.injected() == ["KEY": "x"])
    }

    @Test("a next key that cannot be prepared, or is the one in use, changes nothing")
    func refused() async throws {
        let same = MasterKey.generate()
        let fixture = try await ServicesFixture(master: same, custody: .test { same })
        #expect(await failure { try await fixture.services.keys.rotate(as: .owner) }?.code == .masterKey)
        let failing = try await self.fixture { throw SlipwayError(.masterKey, "no room for the next key") }
        for _ in 0..<2 {
            let error = await failure { try await failing.services.keys.rotate(as: .owner) }
            #expect(error?.message == "no room for the next key")
        }
        #expect(try await failing.restarted().services.injected() == ["KEY": "x"])
    }

    @Test("a data key that does not open stops the rotation before anything is changed")
    func damaged() async throws {
        let fixture = try await fixture()
        try await fixture.tamper("UPDATE data_keys SET wrapped = zeroblob(69) WHERE environment_id = 0")
        #expect(await failure { try await fixture.services.keys.rotate(as: .owner) }?.code == .valueDamaged)
        #expect(try await fixture.restarted().services.injected(of: .myapp, .staging).isEmpty == false)
    }

    @Test("C4 of rotations at the same time one goes through and the store opens with its key")
    func concurrentRotations() async throws {
        let prepared = Mutex<[MasterKey]>([])
        let fixture = try await fixture {
            let key = MasterKey.generate()
            prepared.withLock { $0.append(key) }
            return key
        }
        let done = await withTaskGroup(of: KeyRotation?.self) { group in
            for _ in 0..<8 { group.addTask { try? await fixture.services.keys.rotate(as: .owner) } }
            return await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
        }
        // Only what went through ever prepared a key.
        #expect(!done.isEmpty)
        #expect(Set(done.map(\.to)) == Set(prepared.withLock { $0.map(\.id.description) }))
        let wanted = try #require(try await fixture.store.read { try $0.instance() }).masterKeyID
        let key = try #require(prepared.withLock { $0.first { $0.id.description == wanted } })
        #expect(try await fixture.restarted(master: key).services.injected() == ["KEY": "x"])
    }

    @Test("sets during rotations all survive, in environments old and new")
    func concurrentSets() async throws {
        let last = Mutex<MasterKey?>(nil)
        let fixture = try await fixture {
            let key = MasterKey.generate()
            last.withLock { $0 = key }
            return key
        }
        let services = fixture.services
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<24 {
                let environment = try EnvironmentName("e\(number)")
                group.addTask {
                    try await services.apps.createEnvironment(environment, of: .myapp, as: .owner)
                    try await services.set("OWN", "\(number)", in: .environment(.myapp, environment))
                    try await services.set("KEY_\(number)", "\(number)")
                    let seen = try await services.injected(["OWN"], of: .myapp, environment)
                    #expect(seen == ["OWN": "\(number)"])
                }
            }
            group.addTask { for _ in 0..<6 { _ = try await services.keys.rotate(as: .owner) } }
            try await group.waitForAll()
        }
        let master = try #require(last.withLock { $0 })
        let again = try await fixture.restarted(master: master)
        let production = try await again.services.injected()
        for number in 0..<24 {
            #expect(production["KEY_\(number)"] == "\(number)")
            let own = try await again.services.injected(["OWN"], of: .myapp, try EnvironmentName("e\(number)"))
            #expect(own == ["OWN": "\(number)"])
        }
        guard case .intact = try await again.services.audit.verify(as: .owner) else {
            Issue.record("the trail does not verify")
            return
        }
    }
}
