import Foundation
import Glibc
import Testing

@Suite struct ReloadTests {
    @Test("T10 a key counts from the first request after it was added, and no more from the first after it was removed")
    func keys() async throws {
        let place = try Workplace()
        try place.configure()
        let server = try await RunningServer.start(place)
        let before = try #require(place.contents(place.configuration))
        let key = try await place.addKey("ci", "--description", "GitHub Actions", "--role", "developer")
        #expect(key.count == 52 && key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
        let whoami = try await server.request("GET", "/api/v1/whoami", key: key)
        #expect(whoami.status == 200 && whoami.body.contains("ci@slipway"))
        #expect(!server.log.contains(key), "T8")
        #expect(place.contents(place.configuration)?.contains(key) == false)
        try place.write(before, to: place.configuration)
        #expect(try await server.request("GET", "/api/v1/whoami", key: key).status == 401)
        let audit = try await place.slipway("audit:list", "--json").text
        #expect(audit.contains("KEY_ADD") && audit.contains("KEY_REMOVE"))
        try await server.stop()
    }

    @Test("the shape existing files have, only hashed_key and description, loads as a viewer")
    func oldShape() async throws {
        let place = try Workplace()
        let key = try await place.slipway("generate-key").lines[0]
        let hash = try await place.slipway("hash", input: Array(key.utf8)).lines[0]
        try place.configure(#""api_keys": [{ "hashed_key": "\#(hash)", "description": "mine" }]"#)
        let server = try await RunningServer.start(place)
        let answer = try await server.request("GET", "/api/v1/whoami", key: key)
        #expect(answer.status == 200 && answer.body.contains(#""role":"viewer""#))
        try await server.stop()
    }

    @Test("F5 SIGHUP takes up a changed file; a bad one keeps the old one in force and says so")
    func hangup() async throws {
        let place = try Workplace()
        try await place.app()
        let key = try await place.addKey("owner", "--role", "owner")
        let server = try await RunningServer.start(place)
        let good = try #require(place.contents(place.configuration))
        try place.write(String(good.dropLast(5)), to: place.configuration)
        server.child.signal(SIGHUP)
        _ = try await eventually("the bad file is reported") {
            server.log.contains("the configuration before stays in force") ? true : nil
        }
        #expect(try await server.request("GET", "/api/v1/apps", key: key).status == 200)
        #expect(try await server.request("GET", "/health").status == 200)
        let permitted = good.replacing("{ \"port\": 0", with: "{ \"port\": 0, \"permitted_names\": [\"LD_PRELOAD\"]")
        try place.write(permitted, to: place.configuration)
        server.child.signal(SIGHUP)
        _ = try await eventually("the good file is taken up") {
            server.log.contains("took up the changed configuration") ? true : nil
        }
        #expect(try await place.slipway("secret:set", "myapp", "LD_PRELOAD=/x.so").code == 0, "R3 permitted one by one")
        #expect(try await place.slipway("secret:set", "myapp", "LD_AUDIT=/x.so").code == 2)
        try await server.stop()
    }

    @Test("T10 keys added by ten commands at once are all there, and the file stays whole")
    func concurrentAdditions() async throws {
        let place = try Workplace()
        try place.configure()
        let server = try await RunningServer.start(place)
        let keys = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<10 { group.addTask { try await place.addKey("key-\(number)", "--role", "viewer") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for key in keys { #expect(try await server.request("GET", "/api/v1/whoami", key: key).status == 200) }
        #expect(try await place.slipway("serve", place.server, "check").errors.contains("10 API keys"))
        #expect(!server.log.contains("stays in force"), "no half-written file was ever seen")
        try await server.stop()
    }
}
