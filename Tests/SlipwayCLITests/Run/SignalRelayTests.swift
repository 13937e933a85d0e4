import Glibc
@testable import SlipwayCLI
import Testing

/// The one suite whose commands get this process's signals.
@Suite("Passing signals to a command", .serialized, .timeLimit(.minutes(10)))
struct SignalRelayTests {
    @Test(
        "R2 a signal sent to Slipway reaches the command",
        arguments: [("INT", SIGINT), ("TERM", SIGTERM), ("HUP", SIGHUP), ("QUIT", SIGQUIT), ("USR1", SIGUSR1)]
            + [("USR2", SIGUSR2), ("WINCH", SIGWINCH), ("CONT", SIGCONT)]
    )
    func passes(name: String, number: Int32) async throws {
        let fixture = try RunFixture()
        let script = "trap 'echo got; exit 3' \(name); echo ready; while read line; do :; done; exit 4"
        async let code = fixture.run(["sh", "-c", script], passesSignals: true)
        _ = try await fixture.output.read { $0 == "ready\n" }
        kill(getpid(), number)
        // A signal that comes just before a shell waits for a line is trapped only after that line.
        _ = try await fixture.output.read(nudging: fixture.input) { $0 == "got\n" }
        #expect(try await code == 3)
    }

    @Test("R2 a signal that kills the command is its exit code")
    func kills() async throws {
        let fixture = try RunFixture()
        async let code = fixture.run(["sh", "-c", "echo ready; exec cat"], passesSignals: true)
        _ = try await fixture.output.read { $0 == "ready\n" }
        kill(getpid(), SIGTERM)
        #expect(try await code == 128 + SIGTERM)
    }

    @Test("a signal the caller ignores stays ignored in the command")
    func ignored() async throws {
        let (reader, writer) = try OwnedEnd.pipe()
        let environment = try ChildEnvironment(caller: CallerEnvironment.entries(), injected: [], pristine: false)
        signal(SIGHUP, SIG_IGN)
        defer { signal(SIGHUP, SIG_DFL) }
        var command = InjectedProcess(
            arguments: ["sh", "-c", "kill -HUP $$; echo survived"].map { Array($0.utf8) },
            environment: environment,
            masking: []
        )
        #expect(command.ignoredSignals.contains(SIGHUP))
        command.streams = StandardStreams(input: writer.number, output: writer.number, errors: writer.number)
        #expect(try await command.run() == 0)
        writer.close()
        #expect(try await reader.read() == "survived\n")
    }
}
