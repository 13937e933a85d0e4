import HTTPTypes
import SlipwayModel
import SlipwayTesting
import SlipwayWire
import Testing

/// A place a client may not see answers as one that is not there.
@Suite struct HiddenPlacesTests {
    private static let requests: [(HTTPRequest.Method, String, String?)] = [
        (.get, "/environments", nil),
        (.post, "/environments", #"{"name":"production"}"#),
        (.get, "/environments/production/secrets", nil),
        (.patch, "/environments/production/secrets", #"{"variables":[{"name":"A","value":"b"}]}"#),
        (.delete, "/environments/production/secrets/SECRET", nil),
        (.get, "/environments/production/variables", nil),
        (.patch, "/environments/production/variables", #"{"variables":[{"name":"A","value":"b"}]}"#),
        (.delete, "/environments/production/variables/PLAIN", nil),
        (.post, "/environments/production/injections", "{}"),
        (.get, "/audit", nil),
    ]

    @Test("Z10 an app outside a key's reach and one that does not exist answer alike", arguments: requests.indices)
    func appsAlike(_ index: Int) async throws {
        let (method, path, body) = Self.requests[index]
        let fixture = try await APIFixture()
        let bytes = body.map { Array($0.utf8) }
        let hidden = try await fixture.call(method, "/api/v1/apps/other\(path)", as: .narrow, bytes: bytes)
        let missing = try await fixture.call(method, "/api/v1/apps/ghost\(path)", as: .narrow, bytes: bytes)
        #expect(hidden.status == 404)
        #expect(hidden.comparable == missing.comparable.replacing("ghost", with: "other"))
        #expect(hidden.problem?.near == nil)
    }

    @Test("Z10 an environment outside a key's reach and one that does not exist answer alike")
    func environmentsAlike() async throws {
        let fixture = try await APIFixture()
        for (method, path, body) in Self.requests where path.contains("/production/") {
            let bytes = body.map { Array($0.utf8) }
            func answer(_ environment: String) async throws -> String {
                let path = path.replacing("/production/", with: "/\(environment)/")
                return try await fixture.call(method, "/api/v1/apps/myapp\(path)", as: .narrow, bytes: bytes).comparable
                    .replacing(environment, with: "ENVIRONMENT")
            }
            #expect(try await answer("staging") == (try await answer("missing")))
        }
    }

    @Test("Z10 creating an app that exists out of reach does not tell")
    func creatingHidden() async throws {
        let fixture = try await APIFixture()
        let taken = try await fixture.call(.post, "/api/v1/apps", as: .narrow, body: #"{"name":"other"}"#)
        let free = try await fixture.call(.post, "/api/v1/apps", as: .narrow, body: #"{"name":"ghost"}"#)
        #expect(taken.comparable == free.comparable.replacing("ghost", with: "other"))
    }

    @Test("Z3 lists leave out what a key does not reach")
    func lists() async throws {
        let fixture = try await APIFixture()
        let apps = try await fixture.call(.get, "/api/v1/apps", as: .narrow).text
        #expect(apps.contains("myapp") && !apps.contains("other"))
        let environments = try await fixture.call(.get, "/api/v1/apps/myapp/environments", as: .narrow).text
        #expect(environments.contains("production") && !environments.contains("staging"))
        try await fixture.services.set("STAGED", "value", in: .staging)
        let audit = try await fixture.call(.get, "/api/v1/apps/myapp/audit", as: .narrow).text
        #expect(audit.contains("SECRET") && !audit.contains("STAGED"))
    }

    @Test("Z10 near names are offered only to those who may see them")
    func nearNames() async throws {
        let fixture = try await APIFixture()
        let seeing = try await fixture.call(.get, "/api/v1/apps/othr/environments")
        #expect(seeing.problem?.near == ["other"])
        let narrow = try await fixture.call(.get, "/api/v1/apps/othr/environments", as: .narrow)
        #expect(narrow.problem?.near == nil)
        let secret = try await fixture.call(.delete, "\(Path.secrets)/SECRE")
        #expect(secret.problem?.near == ["SECRET"])
    }

    @Test("Z10 setting a plain variable does not tell which secrets there are, by version or count")
    func plainOverSecret() async throws {
        let fixture = try await APIFixture()
        let list = try await fixture.call(.get, Path.variables, as: .developer).text
        #expect(!list.contains("SECRET"))
        let unset = try await fixture.call(.delete, "\(Path.variables)/SECRET", as: .developer)
        let missing = try await fixture.call(.delete, "\(Path.variables)/NOSUCH", as: .developer)
        #expect(unset.comparable == missing.comparable.replacing("NOSUCH", with: "SECRET"))
    }
}
