import Foundation
import SlipwayTesting
import Testing

@Suite struct LoginTests {
    @Test("login keeps the key closed to others, later commands use it, logout forgets it")
    func login() async throws {
        let place = try Workplace()
        try await place.app("myapp", "A=value-of-a")
        let key = try await place.addKey("laptop", "--role", "admin", "--app", "myapp", "--env", "production")
        let server = try await RunningServer.start(place)
        let outside = place.root.path
        let login = try await place.slipway(
            "login",
            "--server",
            server.address,
            input: Array("\(key)\n".utf8),
            in: outside
        )
        #expect(login.code == 0)
        #expect(login.errors == "signed in to \(server.address) as laptop@slipway (admin)\n")
        #expect(login.output.isEmpty)
        let file = "\(place.home)/.config/slipway/credentials.json"
        #expect(place.mode(file) == 0o600)
        #expect(place.mode("\(place.home)/.config/slipway") == 0o700)

        let whoami = try await place.slipway("whoami", in: outside)
        #expect(
            whoami.text == """
                laptop@slipway (admin) at \(server.address)
                only apps: myapp
                only environments: production

                """
        )
        #expect(try await place.slipway("secret:list", "myapp", in: outside).text.contains("A "))
        let hidden = try await place.slipway("secret:list", "myapp", "--env", "staging", in: outside)
        #expect(hidden.code == 3, "Z10")
        #expect(try await place.slipway("audit:list", in: outside).code == 4)

        let logout = try await place.slipway("logout", in: outside)
        #expect(logout.errors == "forgot the key of \(server.address)\n")
        #expect(place.contents(file)?.contains(key) == false)
        #expect(try await place.slipway("whoami", in: outside).code == 6)
        #expect(try await place.slipway("logout", in: outside).errors == "you are not signed in to any server\n")

        let again = try await place.slipway(
            "login",
            "--json",
            "--server",
            server.address,
            input: Array("\(key)\n".utf8),
            in: outside
        )
        #expect(
            again.text == """
                {
                  "actor" : "laptop@slipway",
                  "apps" : [
                    "myapp"
                  ],
                  "environments" : [
                    "production"
                  ],
                  "grants" : [

                  ],
                  "role" : "admin",
                  "server" : "\(server.address)"
                }

                """
        )
        #expect(try await place.slipway("whoami", "--json", in: outside).text == again.text)
        let forgotten = """
            {
              "forgotten" : true,
              "server" : "\(server.address)"
            }

            """
        #expect(try await place.slipway("logout", "--json", in: outside).text == forgotten)
        #expect(try await place.slipway("logout", "--json", in: outside).text == "{\n  \"forgotten\" : false\n}\n")
        try await server.stop()
    }

    @Test("a wrong key signs nobody in and is kept nowhere; a credentials file that others can read is not used")
    func refusals() async throws {
        let place = try Workplace()
        try place.configure()
        let server = try await RunningServer.start(place)
        let outside = place.root.path
        let wrong = String(repeating: "w", count: 52)
        let login = try await place.slipway("login", "--server", server.address, input: Array(wrong.utf8), in: outside)
        #expect(login.code == 4)
        #expect(login.errors.contains("error: the API key is not known here"))
        #expect(login.errors.contains("hint: sign in with: slipway login --server URL"))
        #expect(!login.errors.contains(wrong))
        #expect(!FileManager.default.fileExists(atPath: "\(place.home)/.config/slipway/credentials.json"))
        #expect(try await place.slipway("whoami", environment: server.remote(wrong), in: outside).code == 4)
        let noKey = try await place.slipway("whoami", "--server", server.address, in: outside)
        #expect(noKey.code == 4)
        #expect(noKey.errors.contains("error: no API key was given"))

        let key = try await place.addKey("k", "--role", "viewer")
        _ = try await place.slipway(
            "login",
            "--server",
            server.address,
            environment: ["SLIPWAY_TOKEN": key],
            in: outside
        )
        let file = "\(place.home)/.config/slipway/credentials.json"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        let open = try await place.slipway("whoami", in: outside)
        #expect(open.code == 1)
        #expect(open.errors.contains("hint: close it with: chmod 600 \(file)"))
        try await server.stop()
    }

    @Test("T9 a key given on the command line is no option of any command")
    func noKeyArgument() async throws {
        let place = try Workplace()
        for arguments in [
            ["login", "--token", "x"], ["login", "--key", "x"], ["hash", "x"], ["whoami", "--token", "x"],
        ] {
            let outcome = try await place.start(arguments).finished()
            #expect(outcome.code == 2, "\(arguments)")
        }
    }

    @Test("outside of any server folder, with no login, a command says what to do")
    func nowhere() async throws {
        let place = try Workplace()
        let outcome = try await place.slipway("apps", in: place.home)
        #expect(outcome.code == 6)
        #expect(outcome.errors.contains("hint: start one here with: slipway serve ."))
        #expect(outcome.errors.contains("hint: or sign in to one with: slipway login"))
    }

    @Test("a role that may not is told so, with the seed's advice")
    func permissionDenied() async throws {
        let place = try Workplace()
        try await place.app("myapp", "A=value-of-a")
        let key = try await place.addKey("dev", "--role", "developer")
        let server = try await RunningServer.start(place)
        for arguments in [["secret:list", "myapp"], ["secret:set", "myapp", "A=x"], ["secret:unset", "myapp", "A"]] {
            let outcome = try await place.start(arguments, environment: server.remote(key), in: place.root.path)
                .finished()
            #expect(outcome.code == 4)
            #expect(outcome.errors.contains("error: Permission Denied: dev@slipway (developer) may not"))
            #expect(outcome.errors.contains("hint: You don't have access to manage secrets. Contact your team owner."))
        }
        let audit = try await place.slipway("secret:audit", "myapp", "--user=dev@slipway")
        #expect(audit.lines.dropFirst().allSatisfy { $0.contains("DENIED") } && audit.lines.count == 4, "A6")
        try await server.stop()
    }
}
