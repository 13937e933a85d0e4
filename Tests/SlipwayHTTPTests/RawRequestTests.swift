import HTTPTypes
import SlipwayModel
import SlipwayTesting
import Testing

/// What two servers in a row could read differently, over a real connection.
@Suite struct RawRequestTests {
    struct Message: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String

        init(_ name: String, _ text: String) {
            testDescription = name
            self.text = text
        }
    }

    private static let key = Requester.owner.key ?? ""
    /// Behind every message stands a second one that would create an app if it were ever read as a request of its own.
    private static let second =
        "POST /api/v1/apps HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(key)\r\nContent-Type: application/json\r\n"
        + "Content-Length: 19\r\nConnection: close\r\n\r\n{\"name\":\"smuggled\"}"

    private static func post(_ headers: String, _ body: String = "") -> String {
        "POST /api/v1/apps HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(key)\r\nContent-Type: application/json\r\n"
            + headers + "\r\n" + body
    }

    private static let smuggling = [
        Message("two lengths", post("Content-Length: 0\r\nContent-Length: \(second.utf8.count)\r\n")),
        Message("two lengths in one field", post("Content-Length: 0, \(second.utf8.count)\r\n")),
        Message("length and chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        Message("chunks and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")),
        Message("chunks in disguise", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")),
        Message("chunks twice", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")),
        Message("a length below zero", post("Content-Length: -1\r\n")),
        Message("a length with a sign", post("Content-Length: +5\r\n", "hello")),
        Message("a length in hexadecimal", post("Content-Length: 0x5\r\n", "hello")),
        Message("a length over 64 bits", post("Content-Length: 99999999999999999999999\r\n", "hello")),
        Message("a space before the colon", post("Content-Length : 0\r\n")),
        Message("a folded line", post("X-A: b\r\n Content-Length: 0\r\n")),
        Message("a NUL in a header", post("X-A: b\u{0}c\r\nContent-Length: 0\r\n")),
        Message("a chunk size that overflows", post("Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFFF\r\n")),
        Message("no such version", "GET /health HTTP/9.9\r\nHost: x\r\n\r\n"),
        Message("no method", " /health HTTP/1.1\r\nHost: x\r\n\r\n"),
        Message("a header of 64 KiB", "GET /health HTTP/1.1\r\nX-A: \(String(repeating: "a", count: 65_536))\r\n\r\n"),
        Message(
            "a thousand headers",
            "GET /health HTTP/1.1\r\n" + (0..<1_000).map { "X-\($0): a\r\n" }.joined() + "\r\n"
        ),
        Message("a path of a megabyte", "GET /\(String(repeating: "a", count: 1 << 20)) HTTP/1.1\r\nHost: x\r\n\r\n"),
        Message("TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\r\n\r\n"),
        Message("a proxy's preface", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET /health HTTP/1.1\r\n\r\n"),
    ]

    @Test("H9 an ambiguous message is refused, and what follows it is not read", arguments: smuggling)
    func refused(_ message: Message) async throws {
        let fixture = try await APIFixture()
        let answer = try await LiveServer.run(fixture) { port in
            try await RawExchange.text(message.text + Self.second, port: port)
        }
        #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(200))")
        #expect(!answer.contains("HTTP/1.1 2"))
        #expect(!(try await fixture.call(.get, "/api/v1/apps").text.contains("smuggled")))
    }

    @Test("H9 two Authorization headers are refused, whichever of them is valid")
    func twoKeys() async throws {
        let fixture = try await APIFixture()
        let good = "Authorization: Bearer \(Self.key)\r\n"
        let bad = "Authorization: Bearer \(String(repeating: "x", count: 52))\r\n"
        for pair in [good + bad, bad + good, good + good] {
            let answer = try await LiveServer.run(fixture) { port in
                try await RawExchange.text(
                    "GET /api/v1/whoami HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(pair)\r\n",
                    port: port
                )
            }
            #expect(answer.hasPrefix("HTTP/1.1 400"), "\(answer.prefix(200))")
        }
    }

    @Test("Z4 paths as bytes on the wire never get round the key")
    func paths() async throws {
        let fixture = try await APIFixture()
        let paths = [
            "/api/v1/apps/../apps", "//api/v1/apps", "/api/v1/apps/%00", "/health/..%2fapi/v1/apps",
            "/api/v1/apps/myapp\\..",
            "http://x/api/v1/apps", "*", "/api/v1/apps#/health", "/health?/../api/v1/apps", "/api/v1/\u{FF}",
        ]
        try await LiveServer.run(fixture) { port in
            for path in paths {
                let answer = try await RawExchange.text(
                    "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                    port: port
                )
                #expect(!answer.hasPrefix("HTTP/1.1 5"), "\(path): \(answer.prefix(100))")
                #expect(!answer.contains("myapp") && !answer.contains("created_at"), "\(path): \(answer)")
            }
        }
    }

    @Test("H5 without a proxy X-Forwarded-For is not believed")
    func forwarded() async throws {
        let fixture = try await APIFixture()
        _ = try await LiveServer.run(fixture) { port in
            try await RawExchange.text(
                "GET /api/v1/apps HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n",
                port: port
            )
        }
        #expect(try await fixture.services.trail().last?.event.origin.remote == "127.0.0.1")
    }

    @Test("W4 random bytes on the wire leave the server alive")
    func garbage() async throws {
        let fixture = try await APIFixture()
        let health = try await LiveServer.run(fixture) { port in
            var generator = SeededGenerator(seed: 7)
            for _ in 0..<60 {
                var bytes = Array("GET /api/v1/apps HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8)
                for _ in 0..<generator.int(1...8) {
                    bytes[generator.int(0...bytes.count - 1)] = UInt8(generator.int(0...255))
                }
                // Its end may not be one any more: a second line of its own makes the server answer or close.
                let answer = try await RawExchange.bytes(bytes + Array("\r\n\r\n\r\n\u{1}\r\n\r\n".utf8), port: port)
                #expect(!answer.starts(with: Array("HTTP/1.1 5".utf8)))
            }
            return try await RawExchange.text(
                "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                port: port
            )
        }
        #expect(health.hasPrefix("HTTP/1.1 200"))
    }
}
