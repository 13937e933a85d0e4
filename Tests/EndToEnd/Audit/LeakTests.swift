import Foundation
import Glibc
import SlipwayTesting
import Testing

/// One whole life of a server, and then the search for what must be nowhere.
@Suite struct LeakTests {
    @Test("C7 R7 R8 A8 after everything was done, no file, log or output holds a value, its hex or its Base64")
    func search() async throws {
        let place = try Workplace()
        try await place.app()
        let values = (1...6).map { "leak-\($0)-\(UUID().uuidString)" }
        var said = ""
        func run(_ arguments: String..., input: String = "", environment: [String: String] = [:]) async throws {
            let outcome = try await place.start(arguments, input: Array(input.utf8), environment: environment)
                .finished()
            said += outcome.text + outcome.errors
        }
        // By a private server, by the socket and over the network; set, replaced, unset, refused, read, rotated, exported.
        try await run("secret:set", "myapp", "A", input: values[0])
        try await run("secret:set", "myapp", "A", input: values[1])
        let key = try await place.addKey("owner", "--role", "owner")
        let viewer = try await place.addKey("viewer")
        try place.write(
            try #require(place.contents(place.configuration)).replacing(
                "{ \"port\"",
                with: "{ \"log_level\": \"trace\", \"port\""
            ),
            to: place.configuration
        )
        let server = try await RunningServer.start(place)
        try place.write(values[2], to: "\(place.home)/input")
        try await run("secret:set", "myapp", "--from-file", "B=\(place.home)/input")
        try await run("secret:set", "myapp", "LD_PRELOAD", input: values[3])
        try await run("secret:set", "myapp", "A", "--if-version", "9", input: values[3])
        try await run("secret:set", "nosuch", "A", input: values[3])
        try await run("secret:set", "myapp", "A", input: values[3], environment: server.remote(viewer))
        try await run("secret:set", "myapp", "C", input: values[3], environment: server.remote(key))
        try await run("secret:unset", "myapp", "C")
        try await run("env:set", "myapp", "P", input: values[4])
        try await run("secret:set", "myapp", "P", input: values[5])
        try await run("env:set", "myapp", "P", input: values[3])
        let path = "/api/v1/apps/myapp/environments/production/secrets"
        for body in [#"{"variables":[{"name":"\#(values[3])","value":1}]}"#, values[3], #"{"\#(values[3])":0}"#] {
            said += try await server.request("PATCH", path, key: key, body: body).body
        }
        try await run("run", "--app", "myapp", "--", "sh", "-c", "echo $A $B $P; env; printf %s $A | base64; exit 3")
        try await run("run", "--app", "myapp", "--", "no-such-program")
        try await run("key:rotate")
        try await run("secret:list", "myapp", "--json")
        try await run("env:list", "myapp")
        try await run("audit:list", "--json")
        try await run("audit:export")
        try await run("audit:verify")
        let child = try place.start(["run", "--app", "myapp", "--", "sh", "-c", "echo ready; exec sleep 1000"])
        _ = try await eventually("the program is ready") { child.output.isEmpty ? nil : true }

        try FileManager.default.removeItem(atPath: "\(place.home)/input")
        let needles = values.flatMap(Self.forms) + [key, viewer].flatMap(Self.forms)
        func search(_ data: Data, _ name: String) {
            for needle in needles { #expect(data.range(of: needle) == nil, "\(name) holds a value") }
        }
        // While it runs, once it is killed (the log of the database is still there), and once it has stopped.
        try searchFiles(place, search)
        for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int(process) != nil {
            guard let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { continue }
            search(line, "the command line of \(process)")
        }
        child.killAll()
        _ = try await child.finished()
        try await server.kill()
        try searchFiles(place, search)
        let again = try await RunningServer.start(place)
        try await again.stop()
        try searchFiles(place, search)
        search(Data((said + server.log + again.log + child.errors).utf8), "an output")
        #expect(server.log.contains("level=debug"), "the log was not only the quiet one")
    }

    private func searchFiles(_ place: Workplace, _ search: (Data, String) -> Void) throws {
        var isDatabaseSeen = false
        for file in try FileManager.default.subpathsOfDirectory(atPath: place.root.path) {
            guard let data = FileManager.default.contents(atPath: place.root.file(file)) else { continue }
            search(data, file)
            // What is not sealed is found where it is, so the search does look.
            if file.hasSuffix("slipway.sqlite") { isDatabaseSeen = data.range(of: Data("myapp".utf8)) != nil }
        }
        #expect(isDatabaseSeen)
    }

    /// The text itself, its hexadecimal digits in both cases, and its Base64 in both alphabets at the three offsets.
    private static func forms(_ text: String) -> [Data] {
        let bytes = Array(text.utf8)
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var forms = [text, hex, hex.uppercased()]
        for offset in 0..<3 {
            // Without the characters at both ends that depend on what stands beside.
            let encoded = Data([UInt8](repeating: 0, count: offset) + bytes).base64EncodedString()
            let core = String(encoded.dropFirst(4).dropLast(4))
            forms += [core, core.replacing("+", with: "-").replacing("/", with: "_")]
        }
        return forms.map { Data($0.utf8) }
    }
}
