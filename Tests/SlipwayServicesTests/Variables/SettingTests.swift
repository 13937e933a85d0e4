import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("Setting, listing and unsetting")
struct SettingTests {
    @Test("a set secret is injected, listed without its value, and gone once unset")
    func life() async throws {
        let fixture = try await ServicesFixture.withApp()
        let services = fixture.services
        #expect(try await services.set("STRIPE_KEY", "sk_live_1") == 1)
        fixture.clock.advance(seconds: 60)
        #expect(try await services.set("STRIPE_KEY", "sk_live_2", as: .admin) == 2)
        let list = try await services.listed()
        #expect(list.map(\.name.text) == ["STRIPE_KEY"])
        #expect(list[0].version == 2 && list[0].updatedBy == "admin@example.com")
        #expect(list[0].updatedAt == FixedClock.start.adding(seconds: 60))
        #expect(list[0].value == nil)
        #expect(try await services.injected() == ["STRIPE_KEY": "sk_live_2"])
        try await services.unset("STRIPE_KEY")
        #expect(try await services.listed().isEmpty)
        #expect(try await services.injected().isEmpty)
        #expect(await failure { try await services.unset("STRIPE_KEY") }?.code == .secretNotFound)
    }

    @Test("plain variables are listed with their values, in the order they were first set")
    func plain() async throws {
        let services = try await ServicesFixture.withApp().services
        for name in ["ZULU", "ALPHA", "MIKE"] { try await services.set(name, "value of \(name)", .plain) }
        try await services.set("ZULU", "again", .plain)
        let list = try await services.listed(.plain, as: .viewer)
        #expect(list.map(\.name.text) == ["ZULU", "ALPHA", "MIKE"])
        #expect(list.map { $0.value?.text } == ["again", "value of ALPHA", "value of MIKE"])
    }

    @Test("versions go on after an unset, and none is used twice")
    func versions() async throws {
        let services = try await ServicesFixture.withApp().services
        #expect(try await services.set("KEY", "a") == 1)
        #expect(try await services.set("KEY", "b") == 2)
        try await services.unset("KEY")
        #expect(try await services.set("KEY", "c") == 3)
        #expect(try await services.injected() == ["KEY": "c"])
    }

    @Test(
        "bytes in are bytes out",
        arguments: [
            "\n", "a\nb\r\n", "'\"$HOME`x`\\", "é🔑\u{301}", "\u{FEFF}x", " leading and trailing ", "\u{1B}[0m", "=",
        ]
    )
    func bytes(value: String) async throws {
        let services = try await ServicesFixture.withApp().services
        try await services.set("KEY", value)
        let injected = try await services.injected()["KEY"]
        #expect(injected.map { Array($0.utf8) } == Array(value.utf8))
    }

    @Test(
        "R3 NUL, more than 64 KiB and unintended emptiness are refused without repeating the value",
        arguments: [
            "canary\0", "", String(repeating: "canary", count: 11_000),
        ]
    )
    func badValues(value: String) async throws {
        let fixture = try await ServicesFixture.withApp()
        let error = try #require(await failure { try await fixture.services.set("KEY", value) })
        #expect(error.code == .invalidValue)
        #expect(error.message.contains("KEY") && !error.message.contains("canary"))
        #expect(try await fixture.services.listed().isEmpty)
    }

    @Test("64 KiB and intended emptiness are accepted")
    func limits() async throws {
        let services = try await ServicesFixture.withApp().services
        try await services.set("BIG", String(repeating: "x", count: SecretValue.limit))
        let empty = Assignment(name: try VariableName("EMPTY"), value: SecretValue([]), allowsEmpty: true)
        _ = try await services.variables.set([empty], kind: .secret, in: .production, as: .owner)
        let injected = try await services.injected()
        #expect(injected["EMPTY"] == "" && injected["BIG"]?.utf8.count == SecretValue.limit)
    }

    @Test("nothing is set if any of several is bad")
    func allOrNothing() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("OLD", "old")
        let count = try await fixture.trailCount()
        func assignment(_ name: String, _ value: String = "x", ifVersion: Int64? = nil) throws -> Assignment {
            Assignment(name: try VariableName(name), value: SecretValue(value.utf8), ifVersion: ifVersion)
        }
        let bad: [(Assignment, SlipwayError.Code)] = [
            (try assignment("LD_PRELOAD"), .nameRefused), (try assignment("B", "\0"), .invalidValue),
            (try assignment("A"), .invalidRequest), (try assignment("OLD", ifVersion: 9), .versionConflict),
        ]
        for (last, code) in bad {
            let error = await failure {
                let all = [try assignment("A"), try assignment("C"), last]
                _ = try await fixture.services.variables.set(all, kind: .secret, in: .production, as: .owner)
            }
            #expect(error?.code == code)
        }
        #expect(
            await failure {
                _ = try await fixture.services.variables.set([], kind: .secret, in: .production, as: .owner)
            }?
            .code == .invalidRequest
        )
        #expect(try await fixture.services.injected() == ["OLD": "old"])
        // One for the injection above and nothing for the refused sets.
        #expect(try await fixture.entries(after: count) == ["READ secret myapp production OLD v1"])
    }

    @Test("R3 a refused name can be permitted")
    func permitted() async throws {
        let names = RefusedNames(permitted: [try VariableName("LD_PRELOAD")])
        let services = try await ServicesFixture.withApp(settings: Settings(refusedNames: names)).services
        try await services.set("LD_PRELOAD", "x")
        #expect(await failure { try await services.set("LD_AUDIT", "x") }?.code == .nameRefused)
    }
}
