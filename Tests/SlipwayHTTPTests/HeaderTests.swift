import HTTPTypes
import SlipwayModel
import SlipwayTesting
import SlipwayWire
import Testing

@Suite struct HeaderTests {
    private static let requests: [(HTTPRequest.Method, String, Requester)] = [
        (.get, "/health", .none), (.get, "/ready", .none), (.get, "/openapi.json", .none),
        (.get, "/schemas/slipway_serve.schema.json", .none), (.get, "/nosuch", .none), (.get, "/api/v1/apps", .none),
        (.get, "/api/v1/apps", .owner), (.get, Path.secrets, .viewer), (.post, Path.injections, .owner),
        (.post, "/api/v1/audit/exports", .owner), (.put, "/api/v1/apps", .owner),
    ]

    @Test(
        "H4 H8 every answer has its security headers and none that opens it to other sites",
        arguments: requests.indices
    )
    func security(_ index: Int) async throws {
        let (method, uri, client) = Self.requests[index]
        let fixture = try await APIFixture()
        let body = method == .post ? Array("{}".utf8) : nil
        let answer = try await fixture.call(
            method,
            uri,
            as: client,
            bytes: body,
            headers: [.origin: "https://evil.example"]
        )
        func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { answer.headers[$0] } }
        #expect(header("Cache-Control") == "no-store")
        #expect(header("X-Content-Type-Options") == "nosniff")
        #expect(header("Referrer-Policy") == "no-referrer")
        #expect(header("Content-Security-Policy")?.contains("default-src 'none'") == true)
        #expect(header("X-Request-Id")?.isEmpty == false)
        #expect(answer.headers.contains { $0.name.canonicalName.hasPrefix("access-control-") } == false)
        #expect(answer.headers[.setCookie] == nil && answer.headers[.server] == nil)
        #expect(!answer.comparable.contains("evil.example"), "H5 the client's words are not repeated")
    }

    @Test("the request id of an error stands in the answer's header, in its body and in the log")
    func requestID() async throws {
        let fixture = try await APIFixture()
        let answer = try await fixture.call(.get, "/api/v1/apps/nosuch/environments")
        let id = try #require(answer.problem?.requestID)
        #expect(HTTPField.Name("X-Request-Id").flatMap { answer.headers[$0] } == id)
        #expect(fixture.log.lines.contains { $0.contains("request_id=\(id)") })
        let other = try await fixture.call(.get, "/api/v1/apps/nosuch/environments")
        #expect(other.problem?.requestID != id)
    }

    @Test("401 says how to sign in; a problem document has its fields")
    func unauthenticated() async throws {
        let fixture = try await APIFixture()
        let answer = try await fixture.call(.get, "/api/v1/apps", as: .none)
        #expect(answer.status == 401)
        #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
        let problem = try #require(answer.problem)
        #expect(problem.code == "unauthenticated" && problem.type == "about:blank" && problem.title == "Unauthorized")
        let expired = try await fixture.call(.get, "/api/v1/apps", as: .expired)
        #expect(expired.problem?.detail == "the API key has expired")
    }

    @Test(
        "T7 a malformed Authorization header is 401, never a crash",
        arguments: [
            "", " ", "Bearer", "Bearer ", "Bearer  ", "Basic b3duZXI6", "Token \(Requester.owner.key ?? "")",
            "Bearer \(Requester.owner.key?.dropLast() ?? "")", "Bearer \(Requester.owner.key?.uppercased() ?? "")",
            "Bearer \(Requester.owner.key ?? "") x", "Bearer  \(Requester.owner.key ?? "")", "Bearer ë", "Bearer 0g",
            "Bearer \(String(repeating: "k", count: 10_000))",
        ]
    )
    func malformed(_ value: String) async throws {
        let fixture = try await APIFixture()
        let answer = try await fixture.call(.get, "/api/v1/whoami", as: .none, headers: [.authorization: value])
        #expect(answer.status == 401)
    }

    @Test("T5 a key in the query opens nothing, and next to a valid header it is refused", arguments: RoleTable.cases)
    func keyInQuery(_ line: RoleCase) async throws {
        let fixture = try await APIFixture()
        let key = try #require(Requester.owner.key)
        let body = line.body.map { Array($0.utf8) }
        for name in ["token", "key", "api_key", "access_token", "authorization"] {
            let alone = try await fixture.call(line.method, "\(line.uri)?\(name)=\(key)", as: .none, bytes: body)
            #expect(alone.status == 401)
            let beside = try await fixture.call(line.method, "\(line.uri)?\(name)=\(key)", bytes: body)
            #expect(beside.status == 400, "\(name): \(beside.text)")
            #expect(!alone.comparable.contains(key) && !beside.comparable.contains(key))
        }
        #expect(!fixture.log.lines.contains { !$0.hasPrefix("trace") && $0.contains(key) }, "T8 no key in the log")
    }

    @Test("H5 the address in the trail is the proxy's last word behind one, and never the client's")
    func forwarded() async throws {
        let fixture = try await APIFixture()
        try await fixture.call(.post, "/api/v1/login", from: "203.0.113.7, 198.51.100.9")
        let last = try #require(try await fixture.services.trail().last)
        #expect(last.event.origin.remote == "198.51.100.9")
        try await fixture.call(.post, "/api/v1/login", from: "198.51.100.9\u{1B}[2J\u{202E}")
        let odd = try #require(try await fixture.services.trail().last)
        #expect(odd.event.origin.remote.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "A5 nothing unprintable")
    }

    @Test("T2 after 20 refusals from one address more are 429 and not recorded, and valid keys still work")
    func tooManyRefusals() async throws {
        let fixture = try await APIFixture()
        let address = "203.0.113.50"
        for _ in 1...20 {
            #expect(try await fixture.call(.get, "/api/v1/apps", as: .none, from: address).status == 401)
        }
        let count = try await fixture.services.trail().count
        for client in [Requester.none, .expired] {
            let answer = try await fixture.call(.get, "/api/v1/apps", as: client, from: address)
            #expect(answer.status == 429)
            #expect(answer.headers[.retryAfter] == "60")
            #expect(answer.problem?.code == "rate_limited")
        }
        #expect(try await fixture.services.trail().count == count)
        #expect(try await fixture.call(.get, "/api/v1/apps", from: address).status == 200)
        #expect(try await fixture.call(.get, "/api/v1/apps", as: .none, from: "203.0.113.51").status == 401)
        fixture.base.clock.advance(seconds: 60)
        #expect(try await fixture.call(.get, "/api/v1/apps", as: .none, from: address).status == 401)
    }
}
