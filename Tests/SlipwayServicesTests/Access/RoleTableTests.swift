import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("Every use case × every role")
struct RoleTableTests {
    @Test("Z1 Z9 A6 who may, can; who may not is recorded before being told", arguments: UseCase.all, Role.allCases)
    func table(useCase: UseCase, role: Role) async throws {
        let fixture = try await ServicesFixture.withVariables()
        let before = try await fixture.trailCount()
        guard !useCase.roles.contains(role) else { return try await useCase.run(fixture, .test(role)) }
        let error = try #require(await failure { try await useCase.run(fixture, .test(role)) })
        #expect(error.code == .permissionDenied)
        #expect(error.message.hasPrefix("Permission Denied: \(role.rawValue)@example.com (\(role.rawValue)) may not "))
        #expect(!error.message.contains("canary"))
        #expect(try await fixture.entries(after: before) == ["DENIED " + useCase.denial])
        let entry = try #require(try await fixture.services.trail().last)
        #expect(entry.event.actor == "\(role.rawValue)@example.com")
    }

    @Test("Z1 a key narrowed to another app may do none of it, and nothing happens", arguments: UseCase.all)
    func otherApp(useCase: UseCase) async throws {
        let fixture = try await ServicesFixture.withVariables()
        let caller = Caller.test(.owner, reach: Reach(apps: [.other]))
        guard useCase.name != "list apps" else {
            return #expect(try await fixture.services.apps.apps(as: caller).isEmpty)
        }
        let before = try await fixture.trailCount()
        let error = try #require(await failure { try await useCase.run(fixture, caller) })
        #expect([.permissionDenied, .appNotFound, .environmentNotFound].contains(error.code))
        #expect(error.near.isEmpty)
        #expect(try await fixture.entries(after: before).map { $0.hasPrefix("DENIED ") } == [true])
    }

    @Test("A6 a refused attempt with several names has an entry for each, also when what it asks is bad")
    func names() async throws {
        let fixture = try await ServicesFixture.withVariables()
        let before = try await fixture.trailCount()
        let assignments = try ["A", "LD_PRELOAD", "A"].map {
            Assignment(name: try VariableName($0), value: SecretValue([0]))
        }
        let error = await failure {
            _ = try await fixture.services.variables.set(assignments, kind: .secret, in: .production, as: .viewer)
        }
        #expect(error?.code == .permissionDenied)
        #expect(
            try await fixture.entries(after: before)
                == ["A", "LD_PRELOAD"].map { "DENIED secret myapp production \($0) secrets.manage" }
        )
    }

    @Test("A6 if a denial cannot be recorded, the call still fails and nothing is done")
    func unrecorded() async throws {
        let fixture = try await ServicesFixture.withVariables()
        try await fixture.tamper("DROP TABLE audit_head")
        #expect(await failure { try await fixture.services.set("A", "x", as: .viewer) }?.code == .storeFailed)
        #expect(await failure { try await fixture.services.set("A", "x", as: .owner) }?.code == .storeFailed)
        #expect(try await fixture.services.listed().map(\.name.text) == ["SECRET"])
    }

    @Test("Z3 a request with thousands of names is refused, and costs no entries")
    func manyNames() async throws {
        let fixture = try await ServicesFixture.withVariables()
        let before = try await fixture.trailCount()
        let names = try (0..<257).map { try VariableName("N\($0)") }
        let error = await failure {
            _ = try await fixture.services.injection.inject(
                names,
                of: .myapp,
                .production,
                isUnmasked: false,
                as: .viewer
            )
        }
        #expect(error?.code == .invalidRequest)
        #expect(try await fixture.trailCount() == before)
    }
}
