import Foundation
import SlipwayTesting
import Testing

/// Bytes in are bytes out.
@Suite struct ValueTests {
    private static let values: [(String, [UInt8])] = [
        ("NEWLINES", Array("line one\nline two\r\n\n".utf8)),
        ("QUOTES", Array(#"a'b"c`d\e"#.utf8)),
        ("DOLLARS", Array("$HOME $(id) ${PATH} `id` %s !x".utf8)),
        ("LETTERS", Array("Grüße, 日本語, 🔑, e\u{301}".utf8)),
        ("BYTES", [0xFF, 0xFE, 0x80, 0x01, 0x7F, 0x1B, 0x5B, 0x32, 0x4A, 0xC3]),
        ("SPACES", Array("  \t both ends \t ".utf8)),
        ("EQUALS", Array("a=b=c==".utf8)),
        ("LARGE", [UInt8](repeating: 0x78, count: 65_536)),
        ("EVERY", (1...255).map { UInt8($0) }),
    ]

    @Test(
        "R6 every byte but NUL goes in by a file and by standard input, and comes out of run and of the injection endpoint"
    )
    func roundTrip() async throws {
        let place = try Workplace()
        try await place.app()
        let server = try await RunningServer.start(place)
        var arguments = ["secret:set", "myapp"]
        for (name, bytes) in Self.values {
            try Data(bytes).write(to: URL(fileURLWithPath: "\(place.temporary)/\(name)"))
            arguments += ["--from-file", "\(name)=\(place.temporary)/\(name)"]
        }
        let set = try await place.start(arguments).finished()
        #expect(set.code == 0, "\(set.errors)")
        let piped = try await place.slipway("secret:set", "myapp", "PIPED", input: Self.values[4].1)
        #expect(piped.code == 0)

        for (name, bytes) in Self.values + [("PIPED", Self.values[4].1)] {
            // Values near the limit of one string of an environment are still within it.
            let out = try await place.slipway(
                "run",
                "--app",
                "myapp",
                "--only",
                name,
                "--no-masking",
                "--",
                "sh",
                "-c",
                "printf %s \"$\(name)\""
            )
            #expect(out.output == bytes, "\(name) \(out.errors)")
        }
        let key = try await place.addKey("user", "--grant", "secrets.use", "--app", "myapp", "--env", "production")
        let path = "/api/v1/apps/myapp/environments/production/injections"
        let answer = try await server.request("POST", path, key: key, body: "{}")
        let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
        let items = try #require(object?["variables"] as? [[String: Any]])
        for (name, bytes) in Self.values {
            let item = try #require(items.first { $0["name"] as? String == name })
            let text = (item["value"] as? String).map { Array($0.utf8) }
            let decoded = (item["value_base64"] as? String).flatMap { Data(base64Encoded: $0) }.map { Array($0) }
            #expect(text ?? decoded == bytes, "\(name)")
        }
        try await server.stop()
    }

    @Test("a value from an argument keeps everything behind the first =")
    func argument() async throws {
        let place = try Workplace()
        try await place.app()
        try await place.shell(#"slipway secret:set myapp 'A=x=y $HOME "q" '"#)
        let out = try await place.shell(#"slipway run --app myapp --no-masking -- sh -c 'printf %s "$A"'"#)
        #expect(out.text == #"x=y $HOME "q" "#)
    }

    @Test("R3 what cannot be a value is refused, by whichever way it comes, and nothing else is set with it")
    func refused() async throws {
        let place = try Workplace()
        try await place.app()
        try Data([0x61, 0, 0x62]).write(to: URL(fileURLWithPath: "\(place.temporary)/nul"))
        try Data(count: 0).write(to: URL(fileURLWithPath: "\(place.temporary)/empty"))
        try Data([UInt8](repeating: 0x78, count: 65_537)).write(to: URL(fileURLWithPath: "\(place.temporary)/large"))
        for (file, words) in [
            ("nul", "NUL byte"), ("empty", "Secret Value Appears Empty"), ("large", "65536"), ("nosuch", "nosuch"),
        ] {
            let path = "\(place.temporary)/\(file)"
            let fromFile = try await place.slipway("secret:set", "myapp", "GOOD=good", "--from-file", "BAD=\(path)")
            #expect(fromFile.code != 0)
            #expect(fromFile.errors.contains(words), "\(fromFile.errors)")
            #expect(fromFile.errors.contains("hint: ") && fromFile.errors.contains("nothing was set"))
            guard let data = FileManager.default.contents(atPath: path) else { continue }
            let piped = try await place.slipway("secret:set", "myapp", "GOOD=good", "BAD", input: Array(data))
            #expect(piped.code == 2, "\(piped.errors)")
        }
        #expect(try await place.slipway("secret:list", "myapp").output.isEmpty)
    }

    @Test("R3 a refused name can be permitted, one by one")
    func permitted() async throws {
        let place = try Workplace()
        try await place.app()
        let before = try await place.slipway("secret:set", "myapp", "NODE_OPTIONS=--trace")
        #expect(before.code == 2)
        #expect(before.errors.contains("hint: choose another name, or permit this one under permitted_names"))
        try place.configure(#""permitted_names": ["NODE_OPTIONS"]"#)
        #expect(try await place.slipway("secret:set", "myapp", "NODE_OPTIONS=--trace").code == 0)
        #expect(try await place.slipway("secret:set", "myapp", "PYTHONSTARTUP=x").code == 2)
    }

    @Test("C7 secret_history 0 keeps no old version")
    func history() async throws {
        let place = try Workplace()
        try place.configure(#""secret_history": 0"#)
        try await place.app()
        for number in 1...4 { try await place.slipway("secret:set", "myapp", "A=value-\(number)") }
        #expect(try place.rows("SELECT count(*) FROM variable_history") == ["0"])
        try place.configure(#""secret_history": 2"#)
        for number in 5...9 { try await place.slipway("secret:set", "myapp", "A=value-\(number)") }
        #expect(try place.rows("SELECT count(*) FROM variable_history") == ["2"])
    }
}
