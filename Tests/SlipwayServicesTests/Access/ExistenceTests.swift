import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("What a caller may not see looks as if it were not there")
struct ExistenceTests {
    private typealias Call = @Sendable (Services, AppName, EnvironmentName, Caller) async throws -> Void

    private static let calls: [Call] = [
        { services, app, _, caller in _ = try await services.apps.environments(of: app, as: caller) },
        { services, app, _, caller in
            try await services.apps.createEnvironment(try EnvironmentName("qa"), of: app, as: caller)
        },
        { services, app, environment, caller in
            _ = try await services.listed(.secret, in: .environment(app, environment), as: caller)
        },
        { services, app, environment, caller in
            _ = try await services.listed(.plain, in: .environment(app, environment), as: caller)
        },
        { services, app, environment, caller in
            try await services.set("KEY", "x", in: .environment(app, environment), as: caller)
        },
        { services, app, environment, caller in
            try await services.unset("KEY", in: .environment(app, environment), as: caller)
        },
        { services, app, environment, caller in _ = try await services.injected(of: app, environment, as: caller) },
        { services, app, _, caller in _ = try await services.audit.list(AuditFilter(app: app), as: caller) },
    ]

    @Test("Z10 a hidden app and one that is not there give the same answer", arguments: calls.indices)
    func hiddenApp(index: Int) async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "x")
        let missing = try AppName("abcde")
        let caller = Caller.test(.owner, reach: Reach(apps: [.other]))
        let call = Self.calls[index]
        let hidden = try #require(await failure { try await call(fixture.services, .myapp, .production, caller) })
        let absent = try #require(await failure { try await call(fixture.services, missing, .production, caller) })
        #expect(hidden.code == absent.code)
        #expect(hidden.message.replacing("myapp", with: "abcde") == absent.message)
        #expect(hidden.near.isEmpty && absent.near.isEmpty)
        #expect([.appNotFound, .environmentNotFound].contains(hidden.code))
    }

    @Test("Z10 a hidden environment and one that is not there give the same answer", arguments: calls.indices)
    func hiddenEnvironment(index: Int) async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "x")
        let missing = try EnvironmentName("abcdefghij")
        let caller = Caller.test(.owner, reach: Reach(environments: [.staging]))
        let call = Self.calls[index]
        let hidden = await failure { try await call(fixture.services, .myapp, .production, caller) }
        let absent = await failure { try await call(fixture.services, .myapp, missing, caller) }
        #expect(hidden?.code == absent?.code)
        #expect(hidden?.message.replacing("production", with: "abcdefghij") == absent?.message)
        #expect(hidden?.near == absent?.near)
    }

    @Test("Z10 the answer for an app that is not there is the same for whoever may see all apps")
    func missing() async throws {
        let fixture = try await ServicesFixture.withApp()
        let error = try #require(
            await failure { try await fixture.services.apps.environments(of: try AppName("myap"), as: .viewer) }
        )
        #expect(error == SlipwayError(.appNotFound, "there is no app \"myap\"", near: ["myapp"]))
    }

    @Test("Z10 near names are only those the caller may see")
    func near() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.apps.create(try AppName("myapp2"), as: .owner)
        let rules = [Policy.Rule(role: .owner), Policy.Rule(role: .viewer, reach: Reach(environments: [.staging]))]
        let policy = Policy(custom: [.viewEnvironments: rules])
        let services = try await fixture.secondServices(settings: Settings(policy: policy))
        let caller = Caller.test(.viewer, reach: Reach(apps: [.myapp, try AppName("myapp3")]))
        let app = try #require(
            await failure { try await services.apps.environments(of: try AppName("myapp3"), as: caller) }
        )
        #expect(app.near == ["myapp"])
        #expect(try await services.apps.environments(of: .myapp, as: caller).map(\.name) == [.staging])
        #expect(try await services.apps.apps(as: caller).map(\.name) == [.myapp])
    }

    @Test("Z10 who may not view secrets sees no entry about one")
    func trail() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "x")
        try await fixture.services.set("PLAIN", "x", .plain)
        try await fixture.services.set("KEY", "x", in: .staging)
        let caller = Caller.test(.developer, grants: [.viewAudit])
        let all = try await fixture.services.audit.list(AuditFilter(app: .myapp), as: caller).entries
        #expect(all.compactMap(\.event.name) == ["PLAIN"])
        let key = Caller.test(.owner, reach: Reach(apps: [.myapp], environments: [.staging]))
        let staging = try await fixture.services.audit.list(AuditFilter(app: .myapp), as: key).entries
        #expect(staging.compactMap(\.event.environment) == ["staging"])
    }
}
