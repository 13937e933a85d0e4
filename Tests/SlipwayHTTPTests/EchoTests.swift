import HTTPTypes
import SlipwayTesting
import Testing

/// What a client sent in the wrong place may be a secret: no error repeats it.
@Suite struct EchoTests {
    private static let marker = "mArKeR-4711"

    private static let bodies = [
        #"{"variables":[{"name":"A","value":["mArKeR-4711"]}]}"#,
        #"{"variables":[{"name":"A","value":{"mArKeR-4711":1}}]}"#,
        #"{"variables":[{"name":"A","value":"x","mArKeR-4711":1}]}"#,
        #"{"variables":[{"name":"A","value":"x","value_base64":"mArKeR-4711"}]}"#,
        #"{"variables":[{"name":"A","value_base64":"mArKeR-4711"}]}"#,
        #"{"variables":[{"name":"A","value":"mArKeR-4711","if_version":"mArKeR-4711"}]}"#,
        #"{"variables":[{"name":"A","value":"mArKeR-4711","allow_empty":"mArKeR-4711"}]}"#,
        #"{"variables":[{"name":"A","value":"mArKeR-4711\u0000"}]}"#,
        #"{"variables":[{"name":"A","value":"mArKeR-4711","value":"mArKeR-4711"}]}"#,
        #"{"variables":[{"name":"mArKeR-4711","value":"x"}]}"#,
        #"{"variables":[{"name":"A=mArKeR-4711","value":"x"}]}"#,
        #"{"variables":[{"name":"A","value":"mArKeR-4711"},{"name":"A","value":"mArKeR-4711"}]}"#,
        #"{"variables":[{"name":"LD_PRELOAD","value":"mArKeR-4711"}]}"#,
        #"{"variables":[{"name":"A","value":"mArKeR-4711","if_version":7}]}"#,
        #"{"variables":{"A":"mArKeR-4711"}}"#,
        #"{"variables":"mArKeR-4711"}"#,
        #"{"mArKeR-4711":1}"#,
        #"{"mArKeR-4711":1,"mArKeR-4711":2}"#,
        #"{"variables":[],"mArKeR-4711":[[}"#,
        #"["mArKeR-4711"]"#,
        #""mArKeR-4711""#,
        "mArKeR-4711",
        #"{"variables":[{"name":"A","value":"mArKeR-4711"#,
        #"{"variables":[{"name":"A","value":"x"}]} mArKeR-4711"#,
        #"{"names":["mArKeR-4711"]}"#,
        #"{"names":"mArKeR-4711","unmasked":"mArKeR-4711"}"#,
        #"{"name":"mArKeR-4711"}"#,
        #"{"name":["mArKeR-4711"]}"#,
    ]

    @Test("H7 no error and no log line repeats what a body holds", arguments: bodies)
    func body(_ body: String) async throws {
        let fixture = try await APIFixture()
        let requests: [(HTTPRequest.Method, String)] = [
            (.patch, Path.secrets), (.patch, Path.variables), (.patch, "/api/v1/variables"), (.post, Path.injections),
            (.post, "/api/v1/apps"), (.post, "/api/v1/apps/myapp/environments"),
        ]
        for (method, path) in requests {
            for client in [Requester.owner, .viewer, .none] {
                let answer = try await fixture.call(method, path, as: client, body: body)
                #expect((400..<500).contains(answer.status), "\(path): \(answer.status)")
                #expect(!answer.comparable.contains(Self.marker), "\(path): \(answer.text)")
            }
        }
        #expect(!fixture.log.lines.contains { $0.contains(Self.marker) })
    }

    @Test("H7 no error and no log line repeats what a header or the query holds")
    func headers() async throws {
        let fixture = try await APIFixture()
        let custom = try #require(HTTPField.Name("X-Custom"))
        let cases: [(String, HTTPFields)] = [
            ("/api/v1/apps?mArKeR-4711=1", [:]),
            ("/api/v1/audit?user=mArKeR-4711&mArKeR-4711=2", [:]),
            ("/api/v1/audit?action=mArKeR-4711", [:]),
            ("/api/v1/audit?since=mArKeR-4711", [:]),
            ("/api/v1/audit?limit=mArKeR-4711", [:]),
            ("/api/v1/audit?before=mArKeR-4711", [:]),
            ("/api/v1/audit?subject=mArKeR-4711", [:]),
            ("/api/v1/apps", [.authorization: "Bearer mArKeR-4711"]),
            ("/api/v1/apps", [.authorization: "mArKeR-4711"]),
            ("/api/v1/nosuch", [.ifMatch: "mArKeR-4711", custom: "mArKeR-4711"]),
            ("/mArKeR-4711", [:]),
        ]
        for (uri, headers) in cases {
            let answer = try await fixture.call(.get, uri, headers: headers)
            #expect((400..<500).contains(answer.status), "\(uri): \(answer.status)")
            #expect(!answer.comparable.contains(Self.marker), "\(uri): \(answer.text)")
        }
        let match = try await fixture.call(.delete, "\(Path.secrets)/SECRET", headers: [.ifMatch: "\"mArKeR-4711\""])
        #expect(match.status == 400)
        #expect(!match.text.contains(Self.marker))
        // The server's framework may log the path it was asked for only below the level that ships.
        #expect(!fixture.log.lines.contains { !$0.hasPrefix("trace") && $0.contains(Self.marker) })
    }

    @Test("Z7 no answer but an injection holds a secret's value")
    func values() async throws {
        let fixture = try await APIFixture()
        for line in RoleTable.cases where !line.path.hasSuffix("injections") {
            let answer = try await fixture.call(line.method, line.uri, bytes: line.body.map { Array($0.utf8) })
            #expect(!answer.text.contains(APIFixture.value), "\(line.testDescription)")
        }
        try await fixture.services.set("SECRET", APIFixture.value)
        #expect(try await fixture.call(.post, Path.injections, body: "{}").text.contains(APIFixture.value))
        #expect(!fixture.log.lines.contains { $0.contains(APIFixture.value) })
    }
}
