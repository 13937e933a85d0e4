import Foundation
import Glibc
import SlipwayTesting
import Testing

@Suite struct FirstStartTests {
    @Test("T9 C7 a first start in an empty folder makes the state, closed to others, and says that it is ready")
    func firstStart() async throws {
        let place = try Workplace()
        let server = try await RunningServer.start(place)
        #expect(place.mode(place.state) == 0o700)
        for file in ["master.key", "slipway.sqlite", "slipway.sock"] {
            #expect(place.mode("\(place.state)/\(file)") == 0o600, "\(file)")
        }
        for file in try FileManager.default.contentsOfDirectory(atPath: place.state) {
            #expect((place.mode("\(place.state)/\(file)") ?? 0o777) & 0o077 == 0, "\(file)")
        }
        #expect(place.contents("\(place.server)/.gitignore")?.contains(".slipway/") == true)
        #expect(server.log.contains("back it up now"))
        #expect(server.log.split(separator: "\n").allSatisfy { $0.hasPrefix("time=") && $0.contains(" level=") })

        let health = try await server.request("GET", "/health")
        #expect(health.status == 200 && health.body == #"{"status":"live"}"#)
        let ready = try await server.request("GET", "/ready")
        #expect(ready.status == 200 && ready.body == #"{"status":"ready"}"#)
        #expect(try await server.request("GET", "/api/v1/apps").status == 401)

        let outcome = try await server.stop()
        #expect(outcome.code == 0)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("msg=stopped"))
        #expect(!FileManager.default.fileExists(atPath: "\(place.state)/slipway.sock"))
        let key = try #require(place.contents("\(place.state)/master.key"))
        #expect(!outcome.errors.contains(key.trimmingCharacters(in: .newlines)), "T8 the key is in no log")
    }

    @Test("a second start finds everything again and makes no new key")
    func secondStart() async throws {
        let place = try Workplace()
        try await RunningServer.start(place).stop()
        let key = place.contents("\(place.state)/master.key")
        let server = try await RunningServer.start(place)
        #expect(!server.log.contains("new master key"))
        #expect(place.contents("\(place.state)/master.key") == key)
        try await server.stop()
    }

    @Test("an existing .gitignore keeps its lines")
    func gitignore() async throws {
        let place = try Workplace()
        try place.write("*.log", to: "\(place.server)/.gitignore")
        try await RunningServer.start(place).stop()
        #expect(place.contents("\(place.server)/.gitignore") == "*.log\n.slipway/\n")
    }

    @Test("one server a folder, one a port; a socket left behind by a killed one is no hindrance")
    func exclusive() async throws {
        let place = try Workplace()
        let server = try await RunningServer.start(place)
        let second = try await place.slipway("serve", place.server)
        #expect(second.code == 1)
        #expect(second.errors.contains("error: another slipway serves \(place.server) already"))
        let other = try Workplace()
        try other.write("{ \"port\": \(server.port) }", to: other.configuration)
        let taken = try await other.slipway("serve", other.server)
        #expect(taken.code == 1)
        #expect(taken.errors.contains("error: another program listens on 127.0.0.1:\(server.port)"))
        #expect(taken.errors.contains("hint: "))
        try await server.kill()
        #expect(FileManager.default.fileExists(atPath: "\(place.state)/slipway.sock"))
        #expect(try await place.slipway("whoami").text.contains("the server folder"))
        try await RunningServer.start(place).stop()
    }

    @Test("H8 an address of other machines is refused without TLS, and taken behind a proxy")
    func addresses() async throws {
        let place = try Workplace()
        try place.configure(#""address": "0.0.0.0""#)
        let refused = try await place.slipway("serve", place.server)
        #expect(refused.code == 1)
        #expect(refused.errors.contains("$.address"))
        #expect(!FileManager.default.fileExists(atPath: place.state), "nothing was made")
        try place.configure(#""address": "0.0.0.0", "behind_proxy": true"#)
        let server = try await RunningServer.start(place)
        #expect(try await server.request("GET", "/health").status == 200)
        try await server.stop()
    }

    @Test("SIGTERM lets a request that is on its way come to its end")
    func drains() async throws {
        let place = try Workplace()
        try await place.app("myapp", "A=value-of-a")
        let key = try await place.addKey("owner", "--role", "owner")
        let server = try await RunningServer.start(place)
        let body = #"{"variables":[{"name":"LATE","value":"late-value"}]}"#
        let path = "/api/v1/apps/myapp/environments/production/secrets"
        let head =
            "PATCH \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer \(key)\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        let connection = try OpenConnection(port: server.port)
        try connection.send(head + body.prefix(10))
        // The server has begun with the request once it has let a later one through.
        #expect(try await server.request("GET", "/health").status == 200)
        server.child.signal(SIGTERM)
        _ = try await eventually("the server stops listening") {
            (try? OpenConnection(port: server.port)) == nil ? true : nil
        }
        try connection.send(String(body.dropFirst(10)))
        let answer = try await connection.rest()
        #expect(answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
        #expect(try await server.child.finished().code == 0)
        #expect(try await place.slipway("secret:list", "myapp").text.contains("LATE"))
    }
}
