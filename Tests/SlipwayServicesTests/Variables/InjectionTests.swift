import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("Injection")
struct InjectionTests {
    @Test("an environment's own variables win over the global ones")
    func precedence() async throws {
        let services = try await ServicesFixture.withApp().services
        try await services.set("A", "global", .plain, in: .global)
        try await services.set("B", "global", in: .global)
        try await services.set("B", "own")
        try await services.set("C", "own", .plain)
        #expect(try await services.injected() == ["A": "global", "B": "own", "C": "own"])
        #expect(try await services.injected(of: .myapp, .staging) == ["A": "global", "B": "global"])
        try await services.unset("B")
        #expect(try await services.injected() == ["A": "global", "B": "global", "C": "own"])
    }

    @Test("variables come by name")
    func order() async throws {
        let services = try await ServicesFixture.withApp().services
        for name in ["b", "Z", "A", "_"] { try await services.set(name, "x") }
        let variables = try await services.injection.inject(nil, of: .myapp, .production, isUnmasked: false, as: .owner)
        #expect(variables.map(\.name.text) == ["A", "Z", "_", "b"])
    }

    @Test("narrowed to names it gives those and records those")
    func narrowed() async throws {
        let fixture = try await ServicesFixture.withApp()
        for name in ["A", "B", "C"] { try await fixture.services.set(name, name) }
        try await fixture.services.set("P", "p", .plain)
        let count = try await fixture.trailCount()
        #expect(try await fixture.services.injected(["C", "A", "A", "P"]) == ["A": "A", "C": "C", "P": "p"])
        #expect(
            try await fixture.entries(after: count) == [
                "READ secret myapp production A v1", "READ secret myapp production C v1",
            ]
        )
    }

    @Test("the commit that records a read changes nothing but the trail, so that others go on with their snapshot")
    func trailOnly() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("A", "1")
        func seen() async throws -> Int64? { try await fixture.store.readState { try $0.auditHead()?.count } }
        let before = try await seen()
        for _ in 0..<3 { _ = try await fixture.services.injected(["A"]) }
        #expect(try await seen() == before)
        #expect(try await fixture.store.read { try $0.auditHead()?.count } == before.map { $0 + 3 })
        try await fixture.services.set("A", "2")
        #expect(try await seen() == before.map { $0 + 4 })
    }

    @Test("A6 one READ entry a secret is there when the values are; plain variables have none")
    func entries() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("A", "1")
        try await fixture.services.set("A", "2")
        try await fixture.services.set("G", "1", in: .global)
        try await fixture.services.set("P", "1", .plain)
        for _ in 0..<2 {
            let count = try await fixture.trailCount()
            _ = try await fixture.services.injected(as: .admin)
            #expect(
                try await fixture.entries(after: count) == [
                    "READ secret myapp production A v2", "READ secret myapp production G v1",
                ]
            )
        }
        let last = try #require(try await fixture.services.trail().last)
        #expect(last.event.actor == "admin@example.com")
        #expect(last.event.origin == .test)
    }

    @Test("an unknown name gives nothing at all, and near names")
    func unknown() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("STRIPE_KEY", "canary")
        let count = try await fixture.trailCount()
        let error = try #require(await failure { try await fixture.services.injected(["STRIPE_KEY", "STRIPE_KEI"]) })
        #expect(error.code == .secretNotFound)
        #expect(error.near == ["STRIPE_KEY"])
        #expect(error.message == "Secret Not Found: there is no STRIPE_KEI in app \"myapp\" (production)")
        #expect(try await fixture.trailCount() == count)
    }

    @Test("running unmasked is a right of its own, and recorded")
    func unmasked() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("A", "1")
        let count = try await fixture.trailCount()
        #expect(
            await failure { try await fixture.services.injected(isUnmasked: true, as: .admin) }?.code
                == .permissionDenied
        )
        _ = try await fixture.services.injected(isUnmasked: true, as: .owner)
        #expect(
            try await fixture.entries(after: count) == [
                "DENIED secret myapp production secrets.unmask", "READ secret myapp production A v1 unmasked",
            ]
        )
    }

    @Test("if the READ entry cannot be written, no value is given")
    func noEntryNoValue() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("A", "canary")
        _ = try await fixture.services.injected()
        try await fixture.tamper("DROP TABLE audit_head")
        #expect(await failure { try await fixture.services.injected() }?.code == .storeFailed)
    }
}
