import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("Concurrent edits", .timeLimit(.minutes(10)))
struct VersionConflictTests {
    @Test("a mismatch says which version there is, who made it and when")
    func mismatch() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "one")
        try await fixture.services.set("KEY", "two", as: .admin)
        let error = try #require(await failure { try await fixture.services.set("KEY", "three", ifVersion: 1) })
        #expect(error.code == .versionConflict)
        #expect(
            error.message
                == "KEY is at version 2, not 1: admin@example.com changed it at 2024-01-20T14:30:00.000Z"
        )
        #expect(try await fixture.services.set("KEY", "three", ifVersion: 2) == 3)
        #expect(await failure { try await fixture.services.unset("KEY", ifVersion: 2) }?.code == .versionConflict)
        try await fixture.services.unset("KEY", ifVersion: 3)
    }

    @Test("version 0 means that there must be none")
    func mustBeNew() async throws {
        let services = try await ServicesFixture.withApp().services
        #expect(try await services.set("KEY", "one", ifVersion: 0) == 1)
        #expect(await failure { try await services.set("KEY", "two", ifVersion: 0) }?.code == .versionConflict)
        try await services.unset("KEY")
        #expect(await failure { try await services.set("KEY", "two", ifVersion: 1) }?.code == .versionConflict)
        #expect(try await services.set("KEY", "two", ifVersion: 0) == 2)
    }

    @Test("of many edits of one version exactly one wins", arguments: [Int64(0), 1])
    func race(version: Int64) async throws {
        let services = try await ServicesFixture.withApp().services
        if version > 0 { try await services.set("KEY", "first") }
        let won = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                group.addTask { (try? await services.set("KEY", "\(number)", ifVersion: version)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(won == 1)
        #expect(try await services.listed()[0].version == version + 1)
    }

    @Test("Z10 who may not view secrets learns no version and no author")
    func blind() async throws {
        let policy = Policy(custom: [
            .manageSecrets: [Policy.Rule(role: .owner), Policy.Rule(role: .developer)]
        ])
        let services = try await ServicesFixture.withApp(settings: Settings(policy: policy)).services
        try await services.set("KEY", "one")
        // Alike for what is set and what is not.
        for name in ["KEY", "MISSING"] {
            for version in [Int64(0), 1, 7] {
                let error = await failure { try await services.set(name, "x", ifVersion: version, as: .developer) }
                #expect(error?.code == .permissionDenied && error?.permission == .viewSecrets)
            }
        }
        #expect(try await services.set("KEY", "two", as: .developer) == 0)
        #expect(try await services.set("NEW", "one", as: .developer) == 0)
        // Unsetting what is not there and what is look the same.
        try await services.unset("NEW", as: .developer)
        try await services.unset("MISSING", as: .developer)
    }
}
