import Glibc
@testable import SlipwayCLI
import Synchronization
import SlipwayTesting
import Testing

/// A command run by the runner under test, with every stream in the test's hands.
final class RunFixture: Sendable {
    static let secret = "hunter2-hunter2"

    /// Where the test writes the command's input, and reads its outputs.
    let input: OwnedEnd
    let output: OwnedEnd
    let errors: OwnedEnd

    private let childEnds: [OwnedEnd]
    private let streams: StandardStreams

    /// - Parameters:
    ///   - terminalInput: Whether input is the terminal too; only with `terminalOutput`.
    ///   - terminalOutput: Whether both outputs are a terminal.
    /// - Throws: When the system has no descriptors left.
    init(terminalInput: Bool = false, terminalOutput: Bool = false) throws {
        let (inputReader, inputWriter) = try OwnedEnd.pipe()
        let (outputReader, outputWriter) = terminalOutput ? try OwnedEnd.terminal() : try OwnedEnd.pipe()
        let (errorsReader, errorsWriter) = try OwnedEnd.pipe()
        input = terminalInput ? outputReader : inputWriter
        output = outputReader
        errors = errorsReader
        childEnds = [inputReader, outputWriter, errorsWriter]
        streams = StandardStreams(
            input: terminalInput ? outputWriter.number : inputReader.number,
            output: outputWriter.number,
            errors: terminalOutput ? outputWriter.number : errorsWriter.number
        )
    }

    /// The caller's terminal, as the runner sees it.
    var terminal: Int32 { streams.output }

    /// Runs the command to its end, then lets go of its ends so that the test reads to the end.
    ///
    /// A test that fails cancels this, and the command then has no input any more: its end is not waited for in vain.
    func run(
        _ arguments: [String],
        injected: [(name: String, value: [UInt8])] = [("SECRET", Array(secret.utf8))],
        masked: Bool = true,
        passesSignals: Bool = false
    ) async throws -> Int32 {
        defer { for end in childEnds { end.close() } }
        let environment = try ChildEnvironment(
            caller: CallerEnvironment.entries(),
            injected: injected,
            pristine: false
        )
        var command = InjectedProcess(
            arguments: arguments.map { Array($0.utf8) },
            environment: environment,
            masking: masked ? injected.map(\.value) : nil
        )
        command.streams = streams
        command.ignoredSignals = []
        command.passesSignals = passesSignals
        let ready = command
        return try await withTaskCancellationHandler {
            try await ready.run()
        } onCancel: {
            input.close()
        }
    }
}

/// One end of a pipe or terminal, read and written with a deadline.
final class OwnedEnd: Sendable {
    private let state: Mutex<Int32>

    init(_ number: Int32) {
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        state = Mutex(number)
    }

    var number: Int32 { state.withLock { $0 } }

    func close() {
        state.withLock { number in
            if number >= 0 { _ = Glibc.close(number) }
            number = -1
        }
    }

    deinit { close() }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(bytes.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) } == bytes.count)
    }

    /// Reads until the text fulfils the condition, or to the end.
    ///
    /// With `input`, an empty line is written there each time that nothing has come for a tenth of a second.
    func read(
        nudging input: OwnedEnd? = nil,
        until isEnough: @escaping @Sendable (String) -> Bool = { _ in false }
    ) async throws -> String {
        let number = number
        return try await onThread {
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 65536)
            let end = ContinuousClock.now + .seconds(Deadline.seconds)
            while !isEnough(String(decoding: bytes, as: UTF8.self)) {
                try #require(ContinuousClock.now < end, "only got: \(String(decoding: bytes, as: UTF8.self))")
                var entry = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
                guard poll(&entry, 1, 100) > 0 else {
                    input?.write("\n")
                    continue
                }
                let count = chunk.withUnsafeMutableBytes { Glibc.read(number, $0.baseAddress, $0.count) }
                if count <= 0 { break }
                bytes += chunk.prefix(count)
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    static func pipe() throws -> (OwnedEnd, OwnedEnd) {
        var ends: [Int32] = [-1, -1]
        try #require(Glibc.pipe(&ends) == 0)
        return (OwnedEnd(ends[0]), OwnedEnd(ends[1]))
    }

    /// A terminal of 24 rows and 80 columns: the test's end, then the end the runner gets.
    static func terminal() throws -> (OwnedEnd, OwnedEnd) {
        var ends: (Int32, Int32) = (-1, -1)
        var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
        try #require(openpty(&ends.0, &ends.1, nil, nil, &size) == 0)
        return (OwnedEnd(ends.0), OwnedEnd(ends.1))
    }
}
