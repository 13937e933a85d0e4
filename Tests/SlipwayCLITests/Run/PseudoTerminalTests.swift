import Glibc
@testable import SlipwayCLI
import SlipwayMasking
import Testing

@Suite("Running a command through a pseudo-terminal", .timeLimit(.minutes(10)))
struct PseudoTerminalTests {
    private static let dots = "••••••••"

    @Test("R2 the command has a terminal of its own, in a session of its own")
    func controlling() async throws {
        let fixture = try RunFixture(terminalInput: true, terminalOutput: true)
        let script = """
            test -t 0 -a -t 1 -a -t 2 && stty size </dev/tty
            read pid name state parent group session rest </proc/$$/stat && echo $session $$; echo end
            """
        async let code = fixture.run(["sh", "-c", script])
        let text = try await fixture.output.read { $0.contains("end") }
        #expect(try await code == 0)
        let lines = text.split(separator: "\r\n")
        try #require(lines.count == 3, "\(text)")
        #expect(lines[0] == "24 80")
        let ids = lines[1].split(separator: " ")
        #expect(ids.first == ids.last)
    }

    @Test("M6 values are masked at a terminal, written whole or in pieces")
    func masks() async throws {
        let fixture = try RunFixture(terminalInput: true, terminalOutput: true)
        let script = """
            echo $SECRET; echo $SECRET >&2
            for c in h u n t e r 2 - h u n t e r 2; do env printf $c; done; echo
            """
        async let code = fixture.run(["sh", "-c", script])
        let text = try await fixture.output.read { $0.split(separator: "\r\n").count == 3 && $0.hasSuffix("\n") }
        #expect(try await code == 0)
        #expect(!text.contains(RunFixture.secret))
        #expect(text.components(of: Self.dots) == 3, "\(text)")
    }

    @Test("keys reach the command, and the terminal is raw meanwhile and as before afterwards")
    func keys() async throws {
        let fixture = try RunFixture(terminalInput: true, terminalOutput: true)
        var before = termios()
        tcgetattr(fixture.output.number, &before)
        async let code = fixture.run(["sh", "-c", "echo ready; read line; echo got $line; read line; echo never"])
        _ = try await fixture.output.read { $0.contains("ready") }
        var meanwhile = termios()
        tcgetattr(fixture.output.number, &meanwhile)
        #expect(meanwhile.c_lflag & tcflag_t(ICANON | ECHO | ISIG) == 0)
        fixture.input.write("typed\r")
        _ = try await fixture.output.read { $0.contains("got typed") }
        // Ctrl-C, through the command's terminal.
        fixture.input.write("\u{3}")
        _ = try await fixture.output.read { $0.contains("^C") }
        #expect(try await code == 130)
        var after = termios()
        tcgetattr(fixture.output.number, &after)
        #expect(after.c_lflag == before.c_lflag && after.c_oflag == before.c_oflag && after.c_iflag == before.c_iflag)
    }

    @Test("standard input that is no terminal stays the caller's own")
    func pipedInput() async throws {
        let fixture = try RunFixture(terminalOutput: true)
        fixture.input.write("from the pipe\n")
        fixture.input.close()
        async let code = fixture.run(["sh", "-c", "test -t 0 || test -t 1 && cat; echo $SECRET"])
        let text = try await fixture.output.read { $0.contains(Self.dots) }
        #expect(text.hasPrefix("from the pipe\r\n"))
        #expect(try await code == 0)
    }

    @Test("the keyboard is the pipeline's until the command takes its terminal out of line mode, and again after")
    func lentKeyboard() async throws {
        let fixture = try RunFixture(terminalOutput: true)
        let script = """
            echo lines; read go; stty -icanon -echo </dev/fd/1; echo keys; head -c 1 </dev/fd/1; echo
            stty icanon </dev/fd/1; echo over; read go
            """
        func isLine() -> Bool {
            var modes = termios()
            tcgetattr(fixture.output.number, &modes)
            return modes.c_lflag & tcflag_t(ICANON) != 0
        }
        async let code = fixture.run(["sh", "-c", script])
        _ = try await fixture.output.read { $0.contains("lines") }
        #expect(isLine())
        fixture.input.write("go\n")
        _ = try await fixture.output.read { $0.contains("keys") }
        fixture.output.write("k")
        _ = try await fixture.output.read { $0.contains("over") }
        fixture.input.write("go\n")
        #expect(try await code == 0)
        #expect(isLine())
    }

    @Test("a prompt is shown although it could begin a value")
    func prompt() async throws {
        let fixture = try RunFixture(terminalInput: true, terminalOutput: true)
        async let code = fixture.run(["sh", "-c", "printf 'who? hu'; read line; echo nter2-hunter2"])
        _ = try await fixture.output.read { $0 == "who? hu" }
        fixture.input.write("x\r")
        _ = try await fixture.output.read { $0.contains("nter2-hunter2") }
        #expect(try await code == 0)
    }

    @Test("a terminal that goes away ends the command")
    func hangUp() async throws {
        let fixture = try RunFixture(terminalInput: true, terminalOutput: true)
        async let code = fixture.run(["sh", "-c", "echo ready; while :; do read line || exit 5; done"])
        _ = try await fixture.output.read { $0.contains("ready") }
        fixture.output.close()
        #expect(try await code == 128 + SIGHUP)
    }

    @Test(
        "the plan follows what the caller's streams are",
        arguments: [
            (true, true, true, StreamPlan.terminal(controlling: true, errors: true)),
            (true, true, false, .terminal(controlling: true, errors: false)),
            (false, true, true, .terminal(controlling: false, errors: true)),
            (true, false, true, .pipes(shared: false)),
            (false, false, false, .pipes(shared: false)),
        ]
    )
    func plan(input: Bool, output: Bool, errors: Bool, plan: StreamPlan) {
        func make(masked: Bool) -> StreamPlan {
            StreamPlan(
                masked: masked,
                inputIsTerminal: input,
                outputIsTerminal: output,
                errorsAreTerminal: errors,
                outputsAreSame: false
            )
        }
        #expect(make(masked: true) == plan)
        #expect(make(masked: false) == .inherited)
    }
}

@Suite("Masking what a person is watching")
struct EchoingMaskTests {
    private func typed(_ text: String, value: String) -> String {
        var mask = EchoingMask(MaskingPatterns(values: [Array(value.utf8)]))
        var output: [UInt8] = []
        for byte in Array(text.utf8) {
            withUnsafeBytes(of: byte) { mask.mask($0, into: &output) }
            mask.showHeld(into: &output)
        }
        mask.finish(into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test("M6 M1 a pause after every byte shows three bytes of a value at most")
    func pauses() {
        #expect(typed("a secret-value b", value: "secret-value") == "a sec•••••••• b")
    }

    @Test(
        "M6 what turns out to be no value is unchanged",
        arguments: ["secret-valve", "sesesecret", "se", "secre", ""]
    )
    func unchanged(text: String) {
        #expect(typed(text, value: "secret-value") == text)
    }
}

extension String {
    /// How often `part` occurs.
    fileprivate func components(of part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let found = rest.firstRange(of: part) {
            count += 1
            rest = rest[found.upperBound...]
        }
        return count
    }
}
