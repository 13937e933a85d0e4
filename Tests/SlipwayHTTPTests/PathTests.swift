import HTTPTypes
import Testing

/// Spellings of a path that a proxy, a router and a policy could read differently.
@Suite struct PathTests {
    private static let tricks = [
        "/api/v1/apps/myapp/environments/production/secrets/",
        "/api/v1/apps/myapp/environments/production//secrets",
        "//api/v1/apps/myapp/environments/production/secrets",
        "/api/v1/apps/MYAPP/environments/production/secrets",
        "/API/V1/apps/myapp/environments/production/secrets",
        "/api/v1/apps/myapp/environments/Production/secrets",
        "/api/v1/apps/my%61pp/environments/production/secrets",
        "/api/v1/apps/myapp%2fenvironments%2fproduction%2fsecrets",
        "/api/v1/apps/myapp/environments/production%2Fsecrets",
        "/api/v1/apps/%2e%2e/environments/production/secrets",
        "/api/v1/apps/../apps/myapp/environments/production/secrets",
        "/api/v1/apps/%2e%2e%2fapps/myapp/environments/production/secrets",
        "/api/v1/apps/./myapp/environments/production/secrets",
        "/api/v1/apps/myapp%00/environments/production/secrets",
        "/api/v1/apps/myapp\u{0}/environments/production/secrets",
        "/api/v1/apps/myapp%20/environments/production/secrets",
        "/api/v1/apps/%20myapp/environments/production/secrets",
        "/api/v1/apps/myapp%0d%0a/environments/production/secrets",
        "/api/v1/apps/m%C3%BDapp/environments/production/secrets",
        "/api/v1/apps/%ff%fe/environments/production/secrets",
        "/api/v1/apps/%/environments/production/secrets",
        "/api/v1/apps/%zz/environments/production/secrets",
        "/api/v1/apps/myapp;x=1/environments/production/secrets",
        "/api/v1/apps/*/environments/production/secrets",
        "/api/v1/apps//environments/production/secrets",
        "/api/v1/apps/{app}/environments/{environment}/secrets",
        "/api/v1/apps/myapp/environments/production/secrets#x",
        "http://localhost/api/v1/apps/myapp/environments/production/secrets",
        "/health/../api/v1/apps/myapp/environments/production/secrets",
        "/health%2f..%2fapi/v1/apps",
    ]

    @Test("Z4 no spelling of a path gets round the key or the role", arguments: tricks)
    func spelling(_ path: String) async throws {
        let fixture = try await APIFixture()
        for client in [Requester.none, .expired, .viewer, .developer] {
            let answer = try await fixture.call(.get, path, as: client)
            #expect((400..<500).contains(answer.status), "\(client.rawValue): \(answer.status)")
            #expect(!answer.text.contains("SECRET"))
        }
        // Whoever may see it gets the list, or hears that there is nothing at such a path.
        let owner = try await fixture.call(.get, path)
        #expect(owner.status < 500)
        #expect(!owner.text.contains(APIFixture.value))
    }

    @Test(
        "Z4 a name is taken as it is written, never folded, trimmed or decoded twice",
        arguments: ["MYAPP", "My-App", "myapp.", "myapp%20", "%6dyapp%00", "m%C3%BDapp", "%252e", "myapp%2f", "-myapp"]
    )
    func names(_ name: String) async throws {
        let fixture = try await APIFixture()
        let answer = try await fixture.call(.get, "/api/v1/apps/\(name)/environments")
        #expect([400, 404].contains(answer.status))
        #expect(answer.problem != nil)
    }

    @Test("Z4 a variable name that is none is refused, whatever the method")
    func variableNames() async throws {
        let fixture = try await APIFixture()
        for name in [
            "SECRET%00", "SECRET%3D", "%2e%2e", "SECRET%0A", "1A", "S%C3%89CRET", String(repeating: "A", count: 129),
        ] {
            let answer = try await fixture.call(.delete, "\(Path.secrets)/\(name)")
            #expect([400, 404].contains(answer.status), "\(name): \(answer.status)")
        }
        #expect(try await fixture.call(.get, Path.secrets).text.contains("SECRET"))
    }

    @Test(
        "Z4 a method that a path does not know is refused",
        arguments: ["PUT", "POST", "TRACE", "OPTIONS", "PROPFIND"]
    )
    func methods(_ method: String) async throws {
        let fixture = try await APIFixture()
        let method = try #require(HTTPRequest.Method(rawValue: method))
        let answer = try await fixture.call(method, Path.secrets)
        #expect([404, 405].contains(answer.status))
        #expect(answer.problem != nil)
    }
}
