import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("Plain and secret")
struct KindTests {
    @Test("Z7 a secret never becomes plain")
    func secretToPlain() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "canary")
        let error = try #require(await failure { try await fixture.services.set("KEY", "x", .plain) })
        #expect(error.code == .kindConflict)
        #expect(!error.message.contains("canary"))
        #expect(try await fixture.services.listed(.plain).isEmpty)
        #expect(await failure { try await fixture.services.unset("KEY", .plain) }?.code == .variableNotFound)
        #expect(try await fixture.services.injected() == ["KEY": "canary"])
    }

    @Test("Z7 a plain variable set as a secret becomes one, and its value is shown no more")
    func plainToSecret() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "shown", .plain)
        #expect(try await fixture.services.set("KEY", "canary", .secret) == 2)
        #expect(try await fixture.services.listed(.plain).isEmpty)
        let list = try await fixture.services.listed(.secret)
        #expect(list.map(\.name.text) == ["KEY"] && list[0].value == nil)
        #expect(await failure { try await fixture.services.set("KEY", "x", .plain) }?.code == .kindConflict)
    }

    @Test("Z7 after an unset the name is free, and nothing of the secret is left to show")
    func afterUnset() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "canary")
        try await fixture.services.unset("KEY")
        try await fixture.services.set("KEY", "plain", .plain)
        #expect(try await fixture.services.listed(.plain)[0].value?.text == "plain")
        #expect(try await fixture.store.run("SELECT sealed FROM variable_history").isEmpty)
    }

    @Test("Z7 who may set plain variables only learns neither version nor author of a secret")
    func byTheSideDoor() async throws {
        let services = try await ServicesFixture.withApp().services
        try await services.set("KEY", "canary", as: .admin)
        for version in [nil, 0, 1, 9] as [Int64?] {
            let error = await failure { try await services.set("KEY", "x", .plain, ifVersion: version, as: .developer) }
            #expect(error?.code == .kindConflict)
            #expect(error?.message.contains("admin") == false)
        }
    }

    @Test("Z7 A8 nothing of a value is in errors, lists, the trail or an export")
    func nowhere() async throws {
        let fixture = try await ServicesFixture.withApp()
        let services = fixture.services
        try await services.set("KEY", "canary-one")
        try await services.set("KEY", "canary-two")
        _ = try await services.injected()
        var texts = [String(reflecting: try await services.listed())]
        for body in [
            { try await services.set("KEY", "canary-three", .plain) },
            { try await services.set("KEY", "canary-three", ifVersion: 9) },
            { try await services.set("KEY", "canary-three", as: .viewer) },
            { try await services.set("LD_PRELOAD", "canary-three") },
        ] as [@Sendable () async throws -> Int64] {
            let error = try #require(await failure { try await body() })
            texts.append(String(reflecting: error))
        }
        texts.append(String(reflecting: try await services.trail()))
        texts.append(String(reflecting: try await services.audit.list(AuditFilter(), as: .owner).entries))
        for text in texts { #expect(!text.contains("canary")) }
    }

    @Test("Z8 the mask posted back is refused, for either kind and any length of it", arguments: [1, 8, 16])
    func mask(dots: Int) async throws {
        let services = try await ServicesFixture.withApp().services
        try await services.set("KEY", "canary")
        for kind in VariableKind.allCases {
            let mask = String(repeating: "•", count: dots)
            let error = await failure { try await services.set("KEY", mask, kind) }
            #expect(error?.code == .invalidValue)
        }
        #expect(try await services.injected() == ["KEY": "canary"])
    }
}
