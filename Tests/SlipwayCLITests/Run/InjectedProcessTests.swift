import Glibc
@testable import SlipwayCLI
import SlipwayMasking
import Testing

@Suite("Running a command through pipes", .timeLimit(.minutes(10)))
struct InjectedProcessTests {
    private static let dots = "••••••••"

    @Test("M6 values are masked in both outputs, and the rest is unchanged")
    func masks() async throws {
        let fixture = try RunFixture()
        let code = try await fixture.run(["sh", "-c", "printf \"a${SECRET}b\"; printf \"c${SECRET}d\" >&2; exit 7"])
        #expect(code == 7)
        #expect(try await fixture.output.read() == "a\(Self.dots)b")
        #expect(try await fixture.errors.read() == "c\(Self.dots)d")
    }

    @Test("M6 without masking the command has the caller's own streams")
    func unmasked() async throws {
        let fixture = try RunFixture()
        let code = try await fixture.run(["sh", "-c", "printf $SECRET"], masked: false)
        #expect(code == 0)
        #expect(try await fixture.output.read() == RunFixture.secret)
    }

    @Test("M6 a value written in pieces is masked")
    func pieces() async throws {
        let fixture = try RunFixture()
        let script = "for c in h u n t e r 2 - h u n t e r 2; do env printf $c; done; env printf '!'"
        #expect(try await fixture.run(["sh", "-c", script]) == 0)
        #expect(try await fixture.output.read() == "\(Self.dots)!")
    }

    @Test("standard input is the caller's own, to its end")
    func input() async throws {
        let fixture = try RunFixture()
        fixture.input.write("one\ntwo\n")
        fixture.input.close()
        #expect(try await fixture.run(["cat"]) == 0)
        #expect(try await fixture.output.read() == "one\ntwo\n")
    }

    @Test("what is not read stays in standard input for the caller's next command")
    func inputUntouched() async throws {
        let fixture = try RunFixture()
        fixture.input.write("one\ntwo\n")
        #expect(try await fixture.run(["sh", "-c", "read line; echo $line; read line; echo $line"]) == 0)
        #expect(try await fixture.output.read() == "one\ntwo\n")
    }

    @Test("R5 arguments reach the command as they are, past no shell")
    func noShell() async throws {
        let fixture = try RunFixture()
        #expect(try await fixture.run(["printf", "%s|", "$(id)", "`id`", "a b", "*", ";exit 3", ""]) == 0)
        #expect(try await fixture.output.read() == "$(id)|`id`|a b|*|;exit 3||")
    }

    @Test("R2 the command has no descriptor but 0, 1 and 2")
    func descriptors() async throws {
        // One that would be inherited: without close-on-exec.
        let leak = open("/dev/null", O_RDONLY)
        defer { close(leak) }
        let fixture = try RunFixture()
        let script = "n=0; while [ $n -lt 256 ]; do test -e /proc/$$/fd/$n && echo $n; n=$((n+1)); done"
        #expect(try await fixture.run(["sh", "-c", script]) == 0)
        let numbers = Set(try await fixture.output.read().split(separator: "\n").compactMap { Int($0) })
        #expect(numbers.isSuperset(of: [0, 1, 2]))
        // Shells keep one of their own at 10 or above for the script, none elsewhere.
        #expect(numbers.subtracting([0, 1, 2]).allSatisfy { $0 >= 10 && $0 != Int(leak) }, "\(numbers)")
    }

    @Test("R2 signals are at their defaults and none is blocked")
    func signals() async throws {
        let fixture = try RunFixture()
        #expect(try await fixture.run(["cat", "/proc/self/status"]) == 0)
        let lines = try await fixture.output.read().split(separator: "\n")
        func bits(_ name: String) throws -> UInt64 {
            let line = try #require(lines.first { $0.hasPrefix(name) })
            return try #require(UInt64(line.dropFirst(name.count + 1).drop { $0 == "\t" }, radix: 16))
        }
        #expect(try bits("SigBlk") == 0)
        // 32 and 33 are glibc's own.
        #expect(try bits("SigIgn") & 0x7FFF_FFFF == 0)
    }

    @Test("R2 a descendant that keeps the output open does not hold the end up")
    func descendant() async throws {
        let fixture = try RunFixture()
        // It reads an input that never ends until the fixture closes it, which is only after the command's end was told.
        let code = try await fixture.run(["sh", "-c", "exec 3<&0; cat <&3 & echo started"])
        #expect(code == 0)
        fixture.input.close()
        #expect(try await fixture.output.read() == "started\n")
    }

    @Test("R2 no zombie is left")
    func reaped() async throws {
        let fixture = try RunFixture()
        _ = try await fixture.run(["sh", "-c", "echo $$"])
        let process = try #require(pid_t(try await fixture.output.read().split(separator: "\n").joined()))
        #expect(kill(process, 0) == -1 && errno == ESRCH)
    }

    @Test("exit codes are a shell's", arguments: [("exit 0", 0), ("exit 255", 255), ("kill -TERM $$", 143)])
    func exitCodes(script: String, code: Int32) async throws {
        #expect(try await RunFixture().run(["sh", "-c", script]) == code)
    }

    @Test(
        "127 and 126 are a shell's",
        arguments: [
            (["no-such-command-here"], 127, "command not found: no-such-command-here"),
            (["./no-such-file"], 127, "command not found: ./no-such-file"),
            ([""], 127, "command not found: "),
            (["/"], 126, "is a folder: /"),
            (["/etc/passwd"], 126, "permission denied: /etc/passwd"),
        ] as [([String], Int32, String)]
    )
    func notStarted(arguments: [String], code: Int32, message: String) async throws {
        await #expect(throws: RunFailure(exitCode: code, message: message)) {
            _ = try await RunFixture().run(arguments)
        }
    }

    @Test("R5 a file that is no program is refused, not given to a shell")
    func noProgram() async throws {
        var name = Array("/tmp/slipway-run-XXXXXX".utf8CString)
        let file = mkstemp(&name)
        try #require(file >= 0)
        let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        _ = write(file, "exit 3\n", 7)
        fchmod(file, 0o700)
        close(file)
        await #expect(throws: RunFailure(exitCode: 126, message: "exec format error: \(path)")) {
            _ = try await RunFixture().run([path])
        }
    }

    @Test("R3 R9 an oversized value is refused before anything starts")
    func oversized() async throws {
        let value = [UInt8](repeating: UInt8(ascii: "v"), count: 140_000)
        let failure = await #expect(throws: RunFailure.self) {
            _ = try await RunFixture().run(["true"], injected: [("BIG", value)], masked: false)
        }
        #expect(failure?.exitCode == 126)
        #expect(failure?.message.hasPrefix("variable BIG is too large") == true)
        #expect(failure?.message.contains("vvvv") == false)
    }

    @Test("a reader that goes away ends the command with SIGPIPE")
    func brokenPipe() async throws {
        let fixture = try RunFixture()
        async let code = fixture.run(["yes"])
        _ = try await fixture.output.read { $0.hasPrefix("y\n") }
        fixture.output.close()
        #expect(try await code == 141)
    }

    @Test("a full disk is told, and not taken for success")
    func fullDisk() async throws {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let environment = try ChildEnvironment(caller: CallerEnvironment.entries(), injected: [], pristine: false)
        var command = InjectedProcess(
            arguments: [Array("echo".utf8), Array("text".utf8)],
            environment: environment,
            masking: []
        )
        command.streams = StandardStreams(input: full, output: full, errors: full)
        command.passesSignals = false
        let made = command
        let message = "cannot write standard output: No space left on device"
        await #expect(throws: RunFailure(exitCode: 1, message: message)) { _ = try await made.run() }
    }

    @Test("M6 all output is delivered to a reader that starts late, through a stream that does not block")
    func slowReader() async throws {
        let fixture = try RunFixture()
        async let code = fixture.run(["sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo $i $SECRET; i=$((i+1)); done"])
        _ = try await fixture.output.read { $0.contains("\n") }
        let rest = try await fixture.output.read { $0.hasSuffix("19999 \(Self.dots)\n") }
        #expect(!rest.contains(RunFixture.secret))
        #expect(try await code == 0)
    }

    @Test("outputs that lead to one place keep their order")
    func order() async throws {
        let (reader, writer) = try OwnedEnd.pipe()
        let environment = try ChildEnvironment(caller: CallerEnvironment.entries(), injected: [], pristine: false)
        let script = "i=0; while [ $i -lt 200 ]; do echo o$i; echo e$i >&2; i=$((i+1)); done"
        var command = InjectedProcess(
            arguments: ["sh", "-c", script].map { Array($0.utf8) },
            environment: environment,
            masking: []
        )
        command.streams = StandardStreams(input: writer.number, output: writer.number, errors: writer.number)
        command.passesSignals = false
        #expect(try await command.run() == 0)
        writer.close()
        let expected = (0..<200).map { "o\($0)\ne\($0)\n" }.joined()
        #expect(try await reader.read() == expected)
    }
}
