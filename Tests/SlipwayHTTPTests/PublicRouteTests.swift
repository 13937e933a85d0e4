import HTTPTypes
import SlipwayStore
import SlipwayTesting
import SlipwayWire
import Testing

@Suite struct PublicRouteTests {
    /// The whole list: a new public route has to be put here by hand.
    static let paths = ["/health", "/ready", "/openapi.json", "/schemas/slipway_serve.schema.json"]

    @Test("Z1 public routes need no key and leave no trace in the trail", arguments: paths)
    func open(_ path: String) async throws {
        let fixture = try await APIFixture()
        let before = try await fixture.services.trail().count
        for client in [Requester.none, .expired, .owner] {
            let answer = try await fixture.call(.get, path, as: client)
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "application/json")
        }
        #expect(try await fixture.services.trail().count == before)
    }

    @Test("Z10 public routes say nothing of what is stored", arguments: paths)
    func leakNothing(_ path: String) async throws {
        let fixture = try await APIFixture()
        let full = try await fixture.call(.get, path).text
        let empty = try await APIFixture.empty().call(.get, path).text
        #expect(full == empty)
        #expect(!full.contains(APIFixture.value) && !full.contains(fixture.base.folder.path))
    }

    @Test("/health is live and /ready ready; without its store the server is live and not ready")
    func readiness() async throws {
        let fixture = try await APIFixture()
        #expect(try await fixture.call(.get, "/health", as: .none).text == #"{"status":"live"}"#)
        #expect(try await fixture.call(.get, "/ready", as: .none).text == #"{"status":"ready"}"#)
        try await fixture.base.tamper("ALTER TABLE instance RENAME TO gone")
        #expect(try await fixture.call(.get, "/health", as: .none).status == 200)
        let ready = try await fixture.call(.get, "/ready", as: .none)
        #expect(ready.status == 503)
        #expect(ready.text == #"{"status":"not ready"}"#)
    }

    @Test("an error nobody expected answers with a request id and no cause")
    func unexpected() async throws {
        let fixture = try await APIFixture()
        try await fixture.base.tamper("ALTER TABLE apps RENAME TO gone")
        let answer = try await fixture.call(.get, "/api/v1/apps")
        #expect(answer.status == 500)
        let problem = try #require(answer.problem)
        #expect(!answer.text.lowercased().contains("table") && !answer.text.contains("apps"))
        #expect(fixture.log.lines.contains { $0.hasPrefix("error") && $0.contains(problem.requestID) })
    }
}
