import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Synchronization
import Testing

@Suite("The register of API keys")
struct APIKeyRegisterTests {
    @Test("T10 keys added, changed and removed while the server was down are recorded once")
    func restarts() async throws {
        var fixture = try await ServicesFixture()
        func restart(_ keys: [APIKeyEntry]) async throws -> [String] {
            let count = try await fixture.trailCount()
            fixture = try await fixture.restarted(settings: Settings(apiKeys: keys))
            try await fixture.services.recordAPIKeys()
            try await fixture.services.recordAPIKeys()
            return try await fixture.entries(after: count)
        }
        let ci = APIKeyEntry.test("ci", "one", role: .developer)
        let narrowed = APIKeyEntry.test(
            "ci",
            "one",
            role: .viewer,
            reach: Reach(apps: [.other, .myapp], environments: [.staging]),
            grants: [.useSecrets],
            expires: FixedClock.start
        )
        #expect(try await restart([]) == [])
        #expect(try await restart([ci]) == ["KEY_ADD key ci role=developer"])
        #expect(try await restart([ci]) == [])
        #expect(
            try await restart([narrowed]) == [
                "KEY_CHANGE key ci role=viewer apps=myapp,other environments=staging grants=secrets.use "
                    + "expires=2024-01-20T14:30:00.000Z"
            ]
        )
        #expect(
            try await restart([.test("renamed", "one", role: .viewer)]) == ["KEY_CHANGE key renamed role=viewer"]
        )
        #expect(try await restart([]) == ["KEY_REMOVE key renamed"])
        #expect(try await fixture.services.trail().map(\.event.actor).allSatisfy { $0 == "config@slipway" })
    }

    @Test("a reload takes up changed settings and records them at once")
    func reload() async throws {
        let next = Mutex<Settings?>(nil)
        let fixture = try await ServicesFixture { next.withLock { $0.take() } }
        try await fixture.services.apps.create(.myapp, as: .owner)
        #expect(await failure { try await fixture.services.set("A", "x", as: .developer) } != nil)
        let count = try await fixture.trailCount()
        try await fixture.services.reload()
        #expect(try await fixture.trailCount() == count)
        next.withLock {
            $0 = Settings(
                policy: Policy(custom: [.manageSecrets: [Policy.Rule(role: .developer)]]),
                apiKeys: [.test("ci", "one", role: .viewer)]
            )
        }
        try await fixture.services.reload()
        #expect(try await fixture.entries(after: count) == ["KEY_ADD key ci role=viewer"])
        try await fixture.services.set("A", "x", as: .developer)
        #expect(await failure { try await fixture.services.set("A", "x", as: .owner) }?.code == .permissionDenied)
    }
}
