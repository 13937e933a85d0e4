import SlipwayCrypto
import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Synchronization
import Testing

@Suite("API keys at the door")
struct AuthenticatorTests {
    private let key = APIKey.generate()

    private func settings(expires: Timestamp? = nil) -> Settings {
        Settings(apiKeys: [.test("ci", key, role: .developer, expires: expires)])
    }

    @Test("a known key is who its entry says")
    func known() async throws {
        let fixture = try await ServicesFixture(settings: settings())
        let identity = try await fixture.services.authenticator.identity(token: key, origin: .test)
        #expect(identity == APIKeyEntry.test("ci", key, role: .developer, expires: nil).identity)
        #expect(try await fixture.trailCount() == 0)
    }

    @Test("A6 what is refused is recorded with the reason, never the key")
    func refused() async throws {
        let fixture = try await ServicesFixture(settings: settings())
        let wrong = APIKey.generate()
        let variants = [wrong, "", key + " ", key.lowercased(), String(key.dropLast()), key + "\0", "é"]
        for token in variants {
            let error = await failure { try await fixture.services.authenticator.identity(token: token, origin: .test) }
            #expect(error?.code == .unauthenticated)
            #expect(error?.message.contains(wrong.prefix(6)) == false)
        }
        let none = await failure { try await fixture.services.authenticator.identity(token: nil, origin: .test) }
        #expect(none?.code == .unauthenticated)
        #expect(
            try await fixture.entries()
                == variants.map { _ in "DENIED server unknown key" } + ["DENIED server no key"]
        )
        let entry = try #require(try await fixture.services.trail().first)
        #expect(entry.event.actor == "anonymous" && entry.event.origin == .test)
        #expect(!String(reflecting: try await fixture.services.trail()).contains(wrong.prefix(6)))
    }

    @Test("an expired key is refused from its last moment on")
    func expired() async throws {
        let fixture = try await ServicesFixture(settings: settings(expires: FixedClock.start.adding(seconds: 10)))
        _ = try await fixture.services.authenticator.identity(token: key, origin: .test)
        fixture.clock.advance(seconds: 10)
        let error = await failure { try await fixture.services.authenticator.identity(token: key, origin: .test) }
        #expect(error?.code == .unauthenticated)
        #expect(try await fixture.entries() == ["DENIED server expired key"])
    }

    @Test("T2 after 20 refusals a minute an address is told to wait, and the last entry says so")
    func rateLimit() async throws {
        let fixture = try await ServicesFixture(settings: settings())
        let authenticator = fixture.services.authenticator
        let elsewhere = AuditEvent.Origin(remote: "192.0.2.2", via: "http", request: "r")
        var codes: [SlipwayError.Code?] = []
        for _ in 0..<30 {
            codes.append(await failure { try await authenticator.identity(token: "wrong", origin: .test) }?.code)
        }
        #expect(codes == Array(repeating: .unauthenticated, count: 20) + Array(repeating: .rateLimited, count: 10))
        let entries = try await fixture.entries()
        #expect(entries.count == 20)
        #expect(entries.last == "DENIED server further refusals from this address are not recorded")
        // A valid key from the same address and a wrong one from another are not held up.
        #expect(try await authenticator.identity(token: key, origin: .test).actor == "ci@slipway")
        #expect(
            await failure { try await authenticator.identity(token: "wrong", origin: elsewhere) }?.code
                == .unauthenticated
        )
        fixture.clock.advance(seconds: 60)
        #expect(
            await failure { try await authenticator.identity(token: "wrong", origin: .test) }?.code == .unauthenticated
        )
    }

    @Test("T10 a removed key dies at the next request, an added one lives from it, and both are recorded")
    func reload() async throws {
        let other = APIKey.generate()
        let next = Mutex<Settings?>(nil)
        let fixture = try await ServicesFixture(settings: settings()) { next.withLock { $0.take() } }
        let services = fixture.services
        try await services.recordAPIKeys()
        _ = try await services.authenticator.identity(token: key, origin: .test)
        next.withLock { $0 = Settings(apiKeys: [.test("new", other, role: .viewer)]) }
        #expect(
            await failure { try await services.authenticator.identity(token: key, origin: .test) }?.code
                == .unauthenticated
        )
        #expect(try await services.authenticator.identity(token: other, origin: .test).actor == "new@slipway")
        #expect(
            try await fixture.entries() == [
                "KEY_ADD key ci role=developer", "KEY_ADD key new role=viewer", "KEY_REMOVE key ci",
                "DENIED server unknown key",
            ]
        )
    }

    @Test("a login is recorded")
    func login() async throws {
        let fixture = try await ServicesFixture()
        try await fixture.services.authenticator.recordLogin(.developer)
        #expect(try await fixture.entries() == ["LOGIN server"])
    }

    @Test(
        "T10 a key removed, changed or expired after it was checked gives nothing",
        arguments: ["gone", "weaker", "old"],
        [nil, .seconds(-1)] as [Duration?]
    )
    func revokedInFlight(how: String, arrived: Duration?) async throws {
        let expires = Timestamp(milliseconds: 4_000_000_000_000)
        let owner = APIKeyEntry.test("ci", key, role: .owner, expires: expires)
        let changed = Mutex<Settings?>(nil)
        let fixture = try await ServicesFixture(
            settings: Settings(apiKeys: [owner]),
            reload: {
                changed.withLock { settings in
                    defer { settings = nil }
                    return settings
                }
            }
        )
        try await fixture.services.apps.create(.myapp, as: .owner)
        let identity = try await fixture.services.authenticator.identity(token: key, origin: .test)
        let caller = Caller(
            identity: identity,
            origin: .test,
            arrival: arrived.map { ContinuousClock.now.advanced(by: $0) }
        )
        _ = try await fixture.services.variables.secrets(in: .production, as: caller)
        switch how {
        case "gone": changed.withLock { $0 = Settings() }
        case "weaker":
            changed.withLock { $0 = Settings(apiKeys: [.test("ci", key, role: .viewer, expires: expires)]) }
        default: fixture.clock.advance(seconds: (expires.milliseconds - FixedClock.start.milliseconds) / 1_000)
        }
        // What acts within a millisecond of the last look at the file does so as if before the change.
        let lookAgain = ContinuousClock.now.advanced(by: .milliseconds(2))
        while ContinuousClock.now < lookAgain {}
        let error = await failure {
            _ = try await fixture.services.variables.secrets(in: .production, as: caller)
        }
        #expect(error?.code == .unauthenticated)
    }
}

extension APIKeyEntry {
    static func test(
        _ name: String,
        _ key: String,
        role: Role,
        reach: Reach = .everything,
        grants: Set<Permission> = [],
        expires: Timestamp? = nil
    ) -> APIKeyEntry {
        APIKeyEntry(
            hash: APIKey.hash(key),
            name: name,
            role: role,
            reach: reach,
            grants: grants,
            expires: expires
        )
    }
}
