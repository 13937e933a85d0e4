import Foundation
import Glibc
import SlipwayModel
import Testing

/// What a run leaves behind, and what it does not.
@Suite struct ReadAuditTests {
    @Test("one READ entry a secret is durable before the program has its first instruction")
    func durable() async throws {
        let place = try Workplace()
        try await place.app("myapp", "A=value-of-a", "B=value-of-b")
        try await place.slipway("env:set", "myapp", "PLAIN=shown")
        let server = try await RunningServer.start(place)
        // The server is killed by the program itself: what it finds then is what was on disk when it began.
        let run = try await place.slipway(
            "run",
            "--app",
            "myapp",
            "--",
            "sh",
            "-c",
            "kill -9 \(server.child.pid); echo $A $B $PLAIN"
        )
        #expect(run.text == "•••••••• •••••••• shown\n")
        _ = try await server.child.finished()
        #expect(try await place.trail().filter { $0.action == .read }.map(\.name) == ["A", "B"])
        let only = try await place.slipway("run", "--app", "myapp", "--only", "B", "--", "true")
        #expect(only.code == 0)
        #expect(try await place.trail().filter { $0.action == .read }.map(\.name) == ["A", "B", "B"])
        #expect(try await place.slipway("audit:verify").code == 0)
    }

    @Test("Z1 --no-masking needs its own right, and is in the trail either way")
    func unmasked() async throws {
        let place = try Workplace()
        try await place.app("myapp", "A=value-of-a")
        let user = try await place.addKey("user", "--grant", "secrets.use")
        let owner = try await place.addKey("owner", "--role", "owner")
        let server = try await RunningServer.start(place)
        let arguments = ["run", "--app", "myapp", "--no-masking", "--", "sh", "-c", "echo $A"]
        let refused = try await place.start(arguments, environment: server.remote(user)).finished()
        #expect(refused.code == 4)
        #expect(refused.output.isEmpty)
        let masked = try await place.slipway(
            "run",
            "--app",
            "myapp",
            "--",
            "sh",
            "-c",
            "echo $A",
            environment: server.remote(user)
        )
        #expect(masked.text == "••••••••\n")
        let shown = try await place.start(arguments, environment: server.remote(owner)).finished()
        #expect(shown.text == "value-of-a\n")
        try await server.stop()
        let entries = try await place.trail().filter { $0.subject == .secret }.map { event in
            "\(event.action.rawValue) \(event.actor) \(event.detail ?? "-")"
        }
        #expect(
            entries.filter { !$0.hasPrefix("SET") } == [
                "DENIED user@slipway secrets.unmask", "READ user@slipway -", "READ owner@slipway unmasked",
            ]
        )
    }

    @Test("R8 while a program runs, no command line on the machine holds a value")
    func commandLines() async throws {
        let place = try Workplace()
        let value = "value-nobody-may-see-\(UUID().uuidString)"
        try await place.app()
        try await place.slipway("secret:set", "myapp", "A", input: Array(value.utf8))
        let server = try await RunningServer.start(place)
        let child = try place.start(["run", "--app", "myapp", "--", "sh", "-c", "echo ready; exec sleep 1000"])
        _ = try await eventually("the program is ready") { child.output.isEmpty ? nil : true }
        var seen = 0
        for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int(process) != nil {
            guard let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { continue }
            seen += 1
            #expect(line.range(of: Data(value.utf8)) == nil, "process \(process)")
        }
        #expect(seen > 2)
        let environment = FileManager.default.contents(atPath: "/proc/\(child.pid)/environ") ?? Data()
        #expect(environment.range(of: Data(value.utf8)) == nil, "slipway's own environment")
        child.signal(SIGTERM)
        _ = try await child.finished()
        try await server.stop()
    }

    @Test("R2 R7 the program gets three descriptors, and no file of slipway's is left in the temporary folder")
    func descriptors() async throws {
        let place = try Workplace()
        try await place.app("myapp", "A=value-of-a")
        let outcome = try await place.slipway("run", "--app", "myapp", "--", "ls", "/proc/self/fd")
        // The fourth is ls's own, of the folder it reads.
        #expect(outcome.lines.count == 4, "\(outcome.text)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.temporary) == [])
        let left = try FileManager.default.contentsOfDirectory(atPath: place.state)
        #expect(!left.contains { $0.hasPrefix("private-") }, "\(left)")
    }
}
