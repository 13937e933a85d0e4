import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

/// One use case, and which roles may do it.
struct UseCase: Sendable, CustomTestStringConvertible {
    let name: String
    let roles: Set<Role>
    /// What the DENIED entry says beside its action.
    let denial: String
    let run: @Sendable (ServicesFixture, Caller) async throws -> Void

    var testDescription: String { name }

    init(
        _ name: String,
        _ roles: Set<Role>,
        _ denial: String,
        _ run: @escaping @Sendable (ServicesFixture, Caller) async throws -> Void
    ) {
        self.name = name
        self.roles = roles
        self.denial = denial
        self.run = run
    }

    private static let everyone = Set(Role.allCases)
    private static let team: Set<Role> = [.owner, .admin, .developer]
    private static let admins: Set<Role> = [.owner, .admin]

    static let all = [
        UseCase("create an app", team, "app newapp apps.manage") { fixture, caller in
            try await fixture.services.apps.create(try AppName("newapp"), as: caller)
        },
        UseCase("list apps", everyone, "") { fixture, caller in
            seen(try await fixture.services.apps.apps(as: caller).map(\.name) == [.myapp])
        },
        UseCase("list environments", everyone, "") { fixture, caller in
            seen(try await fixture.services.apps.environments(of: .myapp, as: caller).count == 3)
        },
        UseCase("create an environment", team, "environment myapp qa environments.manage") { fixture, caller in
            try await fixture.services.apps.createEnvironment(try EnvironmentName("qa"), of: .myapp, as: caller)
        },
        UseCase("set a secret", admins, "secret myapp production SECRET secrets.manage") { fixture, caller in
            try await fixture.services.set("SECRET", "x", as: caller)
        },
        UseCase("set a plain variable", team, "variable myapp production PLAIN variables.manage") { fixture, caller in
            try await fixture.services.set("PLAIN", "x", .plain, as: caller)
        },
        UseCase("set a global secret", admins, "secret G secrets.manage") { fixture, caller in
            try await fixture.services.set("G", "x", in: .global, as: caller)
        },
        UseCase("set a global plain variable", team, "variable G variables.manage") { fixture, caller in
            try await fixture.services.set("G", "x", .plain, in: .global, as: caller)
        },
        UseCase("list secrets", admins, "secret myapp production secrets.view") { fixture, caller in
            seen(try await fixture.services.listed(as: caller).count == 1)
        },
        UseCase("list plain variables", everyone, "") { fixture, caller in
            seen(try await fixture.services.listed(.plain, as: caller).count == 1)
        },
        UseCase("unset a secret", admins, "secret myapp production SECRET secrets.manage") { fixture, caller in
            try await fixture.services.unset("SECRET", as: caller)
        },
        UseCase("unset a plain variable", team, "variable myapp production PLAIN variables.manage") { fixture, caller in
            try await fixture.services.unset("PLAIN", .plain, as: caller)
        },
        UseCase("inject", admins, "secret myapp production secrets.use") { fixture, caller in
            seen(try await fixture.services.injected(as: caller).count == 2)
        },
        UseCase("inject one", admins, "secret myapp production SECRET secrets.use") { fixture, caller in
            seen(try await fixture.services.injected(["SECRET"], as: caller).count == 1)
        },
        UseCase("inject one plain variable", admins, "secret myapp production PLAIN secrets.use") { fixture, caller in
            seen(try await fixture.services.injected(["PLAIN"], as: caller).count == 1)
        },
        UseCase("list the trail", admins, "audit audit.view") { fixture, caller in
            seen(try await !fixture.services.audit.list(AuditFilter(), as: caller).entries.isEmpty)
        },
        UseCase("list the trail of an app", admins, "audit myapp audit.view") { fixture, caller in
            seen(try await !fixture.services.audit.list(AuditFilter(app: .myapp), as: caller).entries.isEmpty)
        },
        UseCase("verify the trail", admins, "audit audit.view") { fixture, caller in
            _ = try await fixture.services.audit.verify(as: caller)
        },
        UseCase("export the trail", admins, "audit audit.view") { fixture, caller in
            _ = try await fixture.services.audit.export(as: caller)
        },
        UseCase("show the state of the keys", admins, "key keys.view") { fixture, caller in
            _ = try await fixture.services.keys.status(as: caller)
        },
        UseCase("rotate the master key", [.owner], "key keys.manage") { fixture, caller in
            _ = try await fixture.services.keys.rotate(as: caller)
        },
    ]
}

/// A closure with `#expect` in it would not be seen to throw.
private func seen(_ condition: Bool) { #expect(condition) }
