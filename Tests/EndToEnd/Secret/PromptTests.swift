import Testing

@Suite struct PromptTests {
    @Test("a bare name asks on the terminal without showing what is typed, and puts the echo back")
    func hidden() async throws {
        let place = try Workplace()
        try await place.app()
        let terminal = try Terminal()
        let child = try place.start(["secret:set", "myapp", "TYPED"], input: nil, terminal: terminal.name)
        _ = try await eventually("the prompt") { terminal.text.contains("value of TYPED: ") ? true : nil }
        #expect(!terminal.echoes)
        terminal.type("typed-by-hand\n")
        let outcome = try await child.finished()
        #expect(outcome.code == 0)
        _ = try await eventually("the report") { terminal.text.contains("(version 1, 13 bytes)") ? true : nil }
        #expect(!terminal.text.contains("typed-by-hand"))
        #expect(terminal.echoes)
        terminal.close()
        let run = try await place.slipway(
            "run",
            "--app",
            "myapp",
            "--no-masking",
            "--",
            "sh",
            "-c",
            "printf %s \"$TYPED\""
        )
        #expect(run.text == "typed-by-hand")
    }

    @Test("Ctrl-C at the prompt sets nothing and puts the echo back")
    func interrupted() async throws {
        let place = try Workplace()
        try await place.app()
        let terminal = try Terminal()
        let child = try place.start(["secret:set", "myapp", "TYPED"], input: nil, terminal: terminal.name)
        _ = try await eventually("the prompt") { terminal.text.contains("value of TYPED: ") ? true : nil }
        terminal.type("half\u{3}")
        #expect(try await child.finished().code != 0)
        #expect(terminal.echoes)
        terminal.close()
        #expect(try await place.slipway("secret:list", "myapp").output.isEmpty)
    }

    @Test("login asks for the key without showing it")
    func login() async throws {
        let place = try Workplace()
        try place.configure()
        let key = try await place.addKey("k", "--role", "viewer")
        let server = try await RunningServer.start(place)
        let terminal = try Terminal()
        let child = try place.start(["login", "--server", server.address], input: nil, terminal: terminal.name)
        _ = try await eventually("the prompt") { terminal.text.contains("API key: ") ? true : nil }
        terminal.type("\(key)\n")
        #expect(try await child.finished().code == 0)
        _ = try await eventually("the report") { terminal.text.contains("signed in") ? true : nil }
        #expect(!terminal.text.contains(key))
        terminal.close()
        try await server.stop()
    }

    @Test("a prompt in the middle of several asks once for each bare name on a terminal, and not at all without one")
    func several() async throws {
        let place = try Workplace()
        try await place.app()
        let refused = try await place.slipway("secret:set", "myapp", "A", "B", input: Array("x".utf8))
        #expect(refused.code == 2)
        #expect(refused.errors.contains("standard input can give the value of one variable, and there are 2"))
        let terminal = try Terminal()
        let child = try place.start(["secret:set", "myapp", "A", "B"], input: nil, terminal: terminal.name)
        for name in ["A", "B"] {
            _ = try await eventually("the prompt") { terminal.text.contains("value of \(name): ") ? true : nil }
            terminal.type("value-of-\(name)\n")
        }
        #expect(try await child.finished().code == 0)
        terminal.close()
        #expect(try await place.slipway("secret:list", "myapp").lines.count == 3)
    }
}
