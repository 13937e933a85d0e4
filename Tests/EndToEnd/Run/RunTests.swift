import Foundation
import Glibc
import Testing

@Suite struct RunTests {
    private static let secret = "sk_live_51HxYzabcdef"

    private func place() async throws -> Workplace {
        let place = try Workplace()
        try await place.app("myapp", "API_KEY=\(Self.secret)")
        return place
    }

    @Test("the program's exit status is slipway's", arguments: [0, 1, 2, 3, 6, 42, 125, 255])
    func exitStatus(_ code: Int32) async throws {
        let place = try await place()
        #expect(try await place.slipway("run", "--app", "myapp", "--", "sh", "-c", "exit \(code)").code == code)
    }

    @Test("126 and 127 as a shell has them, 128+n for a signal")
    func specialStatus() async throws {
        let place = try await place()
        try place.write("not executable", to: "\(place.temporary)/file")
        #expect(try await place.slipway("run", "--app", "myapp", "--", "\(place.temporary)/file").code == 126)
        #expect(try await place.slipway("run", "--app", "myapp", "--", "no-such-program").code == 127)
        for (name, number) in [("KILL", SIGKILL), ("TERM", SIGTERM), ("SEGV", SIGSEGV)] {
            let outcome = try await place.slipway("run", "--app", "myapp", "--", "sh", "-c", "kill -\(name) $$")
            #expect(outcome.code == 128 + number)
        }
    }

    @Test("A7 nothing is run when the variables cannot be had")
    func refused() async throws {
        let place = try await place()
        let file = "\(place.temporary)/ran"
        #expect(try await place.slipway("run", "--app", "nosuch", "--", "touch", file).code == 3)
        #expect(
            try await place.slipway("run", "--app", "myapp", "--server", "http://127.0.0.1:1", "--", "touch", file).code
                == 6
        )
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test(
        "R1 the caller's SLIPWAY_ variables never arrive; the rest of its environment does, and nothing with --pristine"
    )
    func environment() async throws {
        let place = try await place()
        let extra = [
            "SLIPWAY_TOKEN": "", "SLIPWAY_PASSPHRASE": "passphrase-of-the-caller", "SLIPWAYED": "kept",
            "API_KEY": "shadow",
        ]
        let all = try await place.slipway("run", "--app", "myapp", "--", "env", environment: extra).lines
        #expect(!all.contains { $0.hasPrefix("SLIPWAY_") })
        #expect(all.contains("SLIPWAYED=kept") && all.contains("HOME=\(place.home)"))
        #expect(all.contains("API_KEY=••••••••"), "R10")
        let pristine = try await place.slipway("run", "--app", "myapp", "--pristine", "--", "env", environment: extra)
        #expect(pristine.text == "API_KEY=••••••••\n")
    }

    @Test("M1 values and their encodings are masked in both outputs")
    func masking() async throws {
        let place = try await place()
        let script = """
            echo "plain $API_KEY"; echo "error $API_KEY" >&2
            printf %s "$API_KEY" | base64; printf %s "$API_KEY" | od -An -tx1 | tr -d ' \\n'; echo
            printf %s "$API_KEY" | sed 's/\\(.\\)/\\1/g'; echo; printf '%s' "$API_KEY" | head -c 8; echo
            """
        let outcome = try await place.slipway("run", "--app", "myapp", "--", "sh", "-c", script)
        #expect(outcome.lines == ["plain ••••••••", "••••••••", "••••••••", "••••••••", "sk_live_"])
        #expect(outcome.errors == "error ••••••••\n")
    }

    @Test("a value under 4 bytes is said once not to be masked")
    func short() async throws {
        let place = try Workplace()
        try await place.app("myapp", "PIN=123", "LONG=long-enough")
        let outcome = try await place.slipway(
            "run",
            "--app",
            "myapp",
            "--",
            "sh",
            "-c",
            "echo $PIN $LONG; echo $PIN >&2"
        )
        #expect(outcome.text == "123 ••••••••\n")
        #expect(
            outcome.errors == "slipway: the value of PIN is under 4 bytes and cannot be masked in the output\n123\n"
        )
    }

    @Test("on a terminal the program has a terminal too, and its output is masked there")
    func terminal() async throws {
        let place = try await place()
        let terminal = try Terminal()
        let script = "test -t 0 && test -t 1 && test -t 2 && echo all-terminals; echo \"<$API_KEY>\"; stty size"
        let child = try place.start(
            ["run", "--app", "myapp", "--", "sh", "-c", script],
            input: nil,
            terminal: terminal.name
        )
        #expect(try await child.finished().code == 0)
        _ = try await eventually("the output") { terminal.text.contains("24 200") ? true : nil }
        #expect(terminal.text.contains("all-terminals"))
        #expect(terminal.text.contains("<••••••••>"))
        #expect(!terminal.text.contains(Self.secret))
        terminal.close()
    }

    @Test("what is typed on a terminal reaches the program, Ctrl-C interrupts it")
    func typing() async throws {
        let place = try await place()
        let terminal = try Terminal()
        let child = try place.start(
            ["run", "--app", "myapp", "--", "sh", "-c", "read line; echo \"got $line\"; exec sleep 1000"],
            input: nil,
            terminal: terminal.name
        )
        terminal.type("hello\n")
        _ = try await eventually("the answer") { terminal.text.contains("got hello") ? true : nil }
        terminal.type("\u{3}")
        #expect(try await child.finished().code == 130)
        terminal.close()
    }

    @Test("yes | head ends at once, and quietly")
    func brokenPipe() async throws {
        let place = try await place()
        let outcome = try await place.shell("slipway run --app myapp -- yes | head -1")
        #expect(outcome.text == "y\n")
        #expect(outcome.errors.isEmpty)
    }

    @Test("SIGTERM, SIGINT and SIGHUP are passed on", arguments: [SIGTERM, SIGINT, SIGHUP, SIGUSR1])
    func signals(_ number: Int32) async throws {
        let place = try await place()
        let script = "trap 'echo caught; exit 7' TERM INT HUP USR1; echo ready; while :; do sleep 0.01; done"
        let child = try place.start(["run", "--app", "myapp", "--", "sh", "-c", script])
        _ = try await eventually("the program is ready") { child.output.isEmpty ? nil : true }
        child.signal(number)
        let outcome = try await child.finished()
        #expect(outcome.code == 7)
        #expect(outcome.text == "ready\ncaught\n")
    }

    @Test("a closed standard input stays closed, and standard input comes through byte for byte")
    func input() async throws {
        let place = try await place()
        let closed = try await place.shell("slipway run --app myapp -- sh -c 'cat; echo $?' <&-")
        #expect(closed.code == 0)
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let copied = try await place.slipway("run", "--app", "myapp", "--", "cat", input: bytes)
        #expect(copied.output == bytes)
    }

    @Test("arguments that are not UTF-8 arrive as they are")
    func arguments() async throws {
        let place = try await place()
        let odd: [UInt8] = [0x61, 0xFF, 0xFE, 0x62]
        let words = ["run", "--app", "myapp", "--", "printf", "%s"].map { Array($0.utf8) }
        let child = try Child(
            Child.Plan(
                arguments: [Array(Workplace.binary.utf8)] + words + [odd],
                environment: place.environment,
                folder: place.server
            )
        )
        #expect(try await child.finished().output == odd)
    }

    @Test("R2 a grandchild that keeps the output open does not hold slipway up")
    func grandchild() async throws {
        let place = try await place()
        let outcome = try await place.slipway("run", "--app", "myapp", "--", "sh", "-c", "sleep 600 & echo $!")
        #expect(outcome.code == 0)
        let process = try #require(outcome.lines.first.flatMap { pid_t($0) })
        #expect(kill(process, SIGKILL) == 0, "it was still running")
    }
}
