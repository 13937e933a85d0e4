import Foundation
import Glibc
import SlipwayTesting
import Testing

/// What a server and a command do when others on the machine or the network mean harm.
@Suite struct TrustTests {
    @Test("H6 a flood of connections ends neither the server nor those who come after it")
    func flood() async throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        try #require(limit.rlim_max >= 4_096, "the test itself needs a descriptor for each connection")
        limit.rlim_cur = max(limit.rlim_cur, 4_096)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let place = try Workplace()
        let server = try await RunningServer.start(place)
        // More than one listener takes; the system's queue holds the rest.
        var flood = try (0..<1_150).map { _ in try OpenConnection(port: server.port) }
        for connection in flood { try connection.send("GET /health HTTP/1.1\r\nHost: a\r\n") }
        #expect(try await place.slipway("apps").code == 0, "the socket is not the flooded one")
        flood = []
        _ = try await eventually("an answer after the flood") {
            try await server.request("GET", "/ready").status == 200 ? true : nil
        }
        #expect(try await server.stop().code == 0)
    }

    @Test("R5 a server folder that is not the caller's own is not taken for one, unless it is named")
    func planted() async throws {
        let place = try Workplace()
        try await place.app()
        #expect(chmod(place.server, 0o777) == 0)
        let found = try await place.slipway("apps")
        #expect(found.code == 4 && found.errors.contains("is not taken for your server"))
        #expect(try await place.slipway("apps", "--server", place.server).code == 0)
        #expect(chmod(place.server, 0o755) == 0)
        #expect(try await place.slipway("apps").code == 0)
    }

    @Test("T10 a key removed while the server starts is not valid when it has started")
    func removedAtStart() async throws {
        let place = try Workplace()
        let key = try await place.addKey("gone", "--role", "owner")
        let file = "\(place.server)/slipway_serve.json"
        let hash = try #require(place.contents(file)?.split(separator: "\"").first { $0.utf8.count == 64 })
        // The command that gives the master key runs between the reading of the file and the server's being ready.
        let master = "\(place.server)/key.txt"
        try place.write(String(repeating: "0123456789abcdef", count: 4), to: master)
        try FileManager.default.removeItem(atPath: place.state)
        let script = "printf '{ \"port\": 0 }' > '\(file)'; cat '\(master)'"
        try place.write(
            """
            { "port": 0, "master_key": { "source": "command", "command": ["/bin/sh", "-c", \(quoted(script))] },
              "api_keys": [{ "hashed_key": "\(hash)", "name": "gone", "role": "owner" }] }
            """,
            to: file
        )
        let server = try await RunningServer.start(place)
        let answer = try await place.slipway("whoami", environment: server.remote(key))
        #expect(answer.code == 4)
        try await server.stop()
    }

    @Test("H7 W3 a value that begins with a combining mark is in no error")
    func combining() async throws {
        let place = try Workplace()
        try await place.app()
        let set = try await place.slipway("secret:set", "myapp", "K=\u{301}hiddenpart")
        #expect(set.code == 0 && !set.errors.contains("hiddenpart"))
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
