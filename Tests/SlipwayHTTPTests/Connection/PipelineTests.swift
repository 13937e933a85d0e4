import SlipwayTesting
import Testing

/// Several requests on one connection.
@Suite("One connection, many requests", .timeLimit(.minutes(10)))
struct PipelineTests {
    @Test("requests sent together are answered in their order, each with an id of its own")
    func order() async throws {
        let fixture = try await APIFixture()
        let paths = ["/health", "/nosuch", "/ready", "/api/v1/apps", "/openapi.json", "/health"]
        let answers = try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            try connection.send(paths.map { RawRequest.text("GET", $0) }.joined())
            var answers: [RawAnswer] = []
            for _ in paths { answers.append(try await connection.answer()) }
            return answers
        }
        #expect(answers.map(\.status) == [200, 404, 200, 401, 200, 200])
        #expect(answers[4].text.contains("openapi"))
        #expect(Set(answers.map { $0["X-Request-Id"] ?? "" }).count == paths.count)
        #expect(answers.allSatisfy { !$0.isLast })
    }

    @Test("W5 a request behind one that waits for a commit waits too, and its answer comes second")
    func waiting() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let writer = await HeldWriter(fixture.base.store)
            let connection = try OpenConnection(port: port)
            try connection.send(RawRequest.injection + RawRequest.health + RawRequest.text("GET", "/nosuch"))
            // Whatever the server would answer at once it has answered when it has let two others through.
            for _ in 0..<2 {
                let other = try OpenConnection(port: port)
                try other.send(RawRequest.health)
                #expect(try await other.answer().status == 200)
            }
            #expect(!connection.hasUnread)
            writer.release()
            #expect(try await connection.answer().text.contains("SECRET"))
            #expect(try await connection.answer().text.contains("SECRET") == false)
            #expect(try await connection.answer().status == 404)
        }
    }

    @Test("H6 a thousand requests in one piece are all answered, though some wait for commits")
    func many() async throws {
        let fixture = try await APIFixture()
        let kinds = [RawRequest.health, RawRequest.injection, RawRequest.text("GET", "/nosuch")]
        let statuses = try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            let requests = (0..<1_000).map { kinds[$0 % 7 == 3 ? 1 : $0 % 2 * 2] }.joined()
            async let sent = connection.sendAll(Array(requests.utf8))
            var statuses: [Int] = []
            for _ in 0..<1_000 { statuses.append(try await connection.answer().status) }
            #expect(await sent == requests.utf8.count)
            return statuses
        }
        #expect(statuses == (0..<1_000).map { $0 % 7 == 3 || $0 % 2 == 0 ? 200 : 404 })
    }

    @Test("keep-alive goes on as long as the client wants, and ends when it says so")
    func keepAlive() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            for _ in 0..<20 {
                try connection.send(RawRequest.health)
                let answer = try await connection.answer()
                #expect(answer.status == 200 && !answer.isLast)
            }
            try connection.send(RawRequest.text("GET", "/ready", headers: ["Connection: close"]) + RawRequest.health)
            #expect(try await connection.answer().isLast)
            #expect(try await connection.rest().isEmpty, "what follows a last request is not answered")
        }
    }

    @Test("HTTP/1.0 ends with its answer, and goes on when it asks for it")
    func oldVersion() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            try connection.send(RawRequest.text("GET", "/health", version: "HTTP/1.0") + RawRequest.health)
            let answer = try await connection.answer()
            #expect(answer.status == 200 && answer.isLast)
            #expect(try await connection.rest().isEmpty)
            let kept = try OpenConnection(port: port)
            let asking = RawRequest.text("GET", "/health", version: "HTTP/1.0", headers: ["Connection: keep-alive"])
            try kept.send(asking)
            #expect(try await kept.answer().status == 200)
            try kept.send(RawRequest.text("GET", "/ready", version: "HTTP/1.0"))
            #expect(try await kept.answer().isLast)
        }
    }

    @Test("HEAD gives the head of GET and no body", arguments: ["/health", "/openapi.json", "/nosuch", Path.secrets])
    func head(_ path: String) async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            try connection.send(
                RawRequest.text("GET", path, as: .owner) + RawRequest.text("HEAD", path, as: .owner) + RawRequest.health
            )
            let full = try await connection.answer()
            let head = try await connection.answer(isToHead: true)
            func fields(_ answer: RawAnswer) -> [String] {
                answer.fields.filter { $0.name != "X-Request-Id" }.map { "\($0.name): \($0.value)" }
            }
            #expect(head.status == full.status)
            // A problem document holds the request's id, which is always as long.
            #expect(fields(head) == fields(full) && !full.body.isEmpty)
            #expect(try await connection.answer().status == 200, "no body stands before the next answer")
        }
    }

    @Test("W6 every answer has a Date in the form of HTTP, by the server's clock")
    func date() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            for expected in ["Sat, 20 Jan 2024 14:30:00 GMT", "Sat, 20 Jan 2024 14:30:01 GMT"] {
                for request in [RawRequest.health, RawRequest.text("GET", "/nosuch"), RawRequest.injection] {
                    try connection.send(request)
                    #expect(try await connection.answer()["Date"] == expected)
                }
                fixture.base.clock.advance(seconds: 1)
            }
        }
    }

    @Test("a client that ends its side gets the answers to all it has sent")
    func halfClosed() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            for requests in [[RawRequest.health], [RawRequest.injection], [RawRequest.injection, RawRequest.health]] {
                let writer = await HeldWriter(fixture.base.store)
                let connection = try OpenConnection(port: port)
                try connection.send(requests.joined())
                connection.endSending()
                let other = try OpenConnection(port: port)
                try other.send(RawRequest.health)
                _ = try await other.answer()
                writer.release()
                for _ in requests { #expect(try await connection.answer().status == 200) }
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    @Test("a request that its client breaks off is refused also when it waited behind another")
    func brokenOffBehind() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            for start in ["POST /api/v1/apps HT", RawRequest.set("Content-Length: 100") + "{"] {
                let writer = await HeldWriter(fixture.base.store)
                let connection = try OpenConnection(port: port)
                try connection.send(RawRequest.injection + start)
                connection.endSending()
                let other = try OpenConnection(port: port)
                try other.send(RawRequest.health)
                _ = try await other.answer()
                writer.release()
                #expect(try await connection.answer().status == 200)
                #expect(try await connection.answer().status == 400)
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    @Test("H9 an offer of another protocol is not taken up, and what follows is still answered, or the end is told")
    func upgrade() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let offers = [
                ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"],
                ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="],
            ]
            for offer in offers {
                let connection = try OpenConnection(port: port)
                try connection.send(RawRequest.text("GET", "/health", headers: offer))
                let answer = try await connection.answer()
                #expect(answer.status == 200)
                guard !answer.isLast else {
                    #expect(try await connection.rest().isEmpty)
                    continue
                }
                try connection.send(RawRequest.health)
                #expect(try await connection.answer().status == 200)
            }
            let tunnel = try OpenConnection(port: port)
            try tunnel.send(
                "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n" + RawRequest.health
            )
            let answer = try await tunnel.answer()
            #expect((400..<500).contains(answer.status) && answer.isLast)
            #expect(try await tunnel.rest().isEmpty)
        }
    }

    @Test(
        "what is not HTTP gets one problem document and the end of the connection",
        arguments: ["\u{1}\u{2}\r\n\r\n", "GET /health HTTP/1.1\r\nno colon\r\n\r\n", "GET /health HTTP/9.9\r\n\r\n"]
    )
    func unreadable(_ text: String) async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            try connection.send(RawRequest.health + text)
            #expect(try await connection.answer().status == 200, "what stands before it is answered")
            let answer = try await connection.answer()
            #expect(answer.status == 400 && answer.isLast)
            #expect(answer["Content-Type"] == "application/problem+json")
            #expect(answer.text.contains("invalid_request"))
            #expect(answer.text.contains(answer["X-Request-Id"] ?? "none"))
            #expect(try await connection.rest().isEmpty)
        }
    }
}
