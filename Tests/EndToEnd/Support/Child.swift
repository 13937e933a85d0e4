import Foundation
import Glibc
import Synchronization

/// A program that runs beside the test, with both its outputs kept as they come.
final class Child: Sendable {
    /// What it needs to start.
    struct Plan: Sendable {
        var arguments: [[UInt8]]
        var environment: [String: String]
        var folder: String
        /// Its standard input, closed at its end; nothing leaves the input open for ``Child/write(_:)``.
        var input: [UInt8]? = []
        /// A terminal in the place of all three streams.
        var terminal: String?
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private struct State {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var openStreams = 2
        /// As `waitpid` gives it.
        var status: Int32?
    }

    let pid: pid_t
    private let state = Mutex(State())
    private let input: Mutex<Int32>

    /// Starts the program in a process group of its own, with no descriptor but its three streams.
    init(_ plan: Plan) throws {
        // A program that does not read its input must not end the tests.
        Glibc.signal(SIGPIPE, SIG_IGN)
        let pipes = try (0..<3).map { _ in try Self.pipe() }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        _ = try System.addFolder(&actions, plan.folder)
        if let terminal = plan.terminal {
            // The first terminal a session leader opens becomes its own.
            posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
            posix_spawn_file_actions_adddup2(&actions, 0, 1)
            posix_spawn_file_actions_adddup2(&actions, 0, 2)
        } else {
            posix_spawn_file_actions_adddup2(&actions, pipes[0].reader, 0)
            posix_spawn_file_actions_adddup2(&actions, pipes[1].writer, 1)
            posix_spawn_file_actions_adddup2(&actions, pipes[2].writer, 2)
        }
        // Whatever other tests have open stays here.
        _ = try System.addCloseFrom(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        let session = plan.terminal == nil ? POSIX_SPAWN_SETPGROUP : 0x80  // POSIX_SPAWN_SETSID
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) | Int16(session))
        let words = plan.arguments.map { Self.copy($0) } + [nil]
        let variables = plan.environment.map { Self.copy(Array("\($0.key)=\($0.value)".utf8)) } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var started = pid_t()
        let code = posix_spawn(
            &started,
            words[0].map { String(cString: $0) } ?? "",
            &actions,
            &attributes,
            words,
            variables
        )
        for descriptor in [pipes[0].reader, pipes[1].writer, pipes[2].writer] { close(descriptor) }
        let process = started
        pid = process
        input = Mutex(pipes[0].writer)
        guard code == 0 else { throw Failure(description: "\(plan.arguments[0]) did not start: errno \(code)") }
        collect(pipes[1].reader) { $0.output += $1 }
        collect(pipes[2].reader) { $0.errors += $1 }
        Self.thread { [self] in
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
            state.withLock { $0.status = status }
        }
        if let bytes = plan.input {
            Self.thread { [self] in
                write(bytes)
                closeInput()
            }
        }
    }

    /// Everything written so far.
    var output: [UInt8] { state.withLock { $0.output } }
    var errors: String { String(decoding: state.withLock { $0.errors }, as: UTF8.self) }

    var hasEnded: Bool { state.withLock { $0.status != nil } }

    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(input.withLock { $0 }, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    func closeInput() {
        let descriptor = input.withLock { input in
            defer { input = -1 }
            return input
        }
        if descriptor >= 0 { close(descriptor) }
    }

    /// Sends a signal to this process alone.
    func signal(_ number: Int32) {
        guard !hasEnded else { return }
        kill(pid, number)
    }

    /// Kills this process and those it started, at once.
    func killAll() { kill(-pid, SIGKILL) }

    /// Waits for its end and that of its streams.
    func finished() async throws -> Outcome {
        do {
            return try await eventually("the end of process \(pid)") {
                state.withLock { state in
                    guard let status = state.status, state.openStreams == 0 else { return nil }
                    return Outcome(status: status, output: state.output, errors: state.errors)
                }
            }
        } catch {
            kill(-pid, SIGKILL)
            throw Failure(description: "\(error); so far: \(String(decoding: output, as: UTF8.self)) \(errors)")
        }
    }

    private func collect(_ descriptor: Int32, _ add: @escaping @Sendable (inout State, ArraySlice<UInt8>) -> Void) {
        Self.thread { [self] in
            var chunk = [UInt8](repeating: 0, count: 64 << 10)
            while true {
                let count = read(descriptor, &chunk, chunk.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                state.withLock { add(&$0, chunk[..<count]) }
            }
            close(descriptor)
            state.withLock { $0.openStreams -= 1 }
        }
    }

    private static func pipe() throws -> (reader: Int32, writer: Int32) {
        var ends: [Int32] = [0, 0]
        guard try System.pipe(&ends, O_CLOEXEC) == 0 else { throw Failure(description: "no pipe: errno \(errno)") }
        return (ends[0], ends[1])
    }

    private static func copy(_ bytes: [UInt8]) -> UnsafeMutablePointer<CChar>? {
        (bytes + [0]).withUnsafeBytes { bytes in
            bytes.bindMemory(to: CChar.self).baseAddress.flatMap { strdup($0) }
        }
    }

    private static func thread(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.stackSize = 512 << 10
        thread.start()
    }
}

/// Functions of the C library that its module map leaves out.
private enum System {
    typealias Actions = UnsafeMutablePointer<posix_spawn_file_actions_t>

    static func pipe(_ ends: UnsafeMutablePointer<Int32>, _ flags: Int32) throws -> Int32 {
        try find("pipe2", (@convention(c) (UnsafeMutablePointer<Int32>, Int32) -> Int32).self)(ends, flags)
    }

    static func addFolder(_ actions: Actions, _ folder: String) throws -> Int32 {
        try find(
            "posix_spawn_file_actions_addchdir_np",
            (@convention(c) (Actions, UnsafePointer<CChar>) -> Int32).self
        )(actions, folder)
    }

    static func addCloseFrom(_ actions: Actions, _ descriptor: Int32) throws -> Int32 {
        try find("posix_spawn_file_actions_addclosefrom_np", (@convention(c) (Actions, Int32) -> Int32).self)(
            actions,
            descriptor
        )
    }

    private static func find<T>(_ name: String, _ type: T.Type) throws -> T {
        guard let symbol = dlsym(nil, name) else { throw Child.Failure(description: "no \(name) in the C library") }
        return unsafeBitCast(symbol, to: type)
    }
}

/// How a program ended, and what it wrote.
struct Outcome: Sendable {
    /// The exit code; `128 + n` when signal `n` ended it, as a shell says it.
    let code: Int32
    let output: [UInt8]
    let errors: String

    init(status: Int32, output: [UInt8], errors: [UInt8]) {
        let signal = status & 0x7F
        code = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
        self.output = output
        self.errors = String(decoding: errors, as: UTF8.self)
    }

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }
}
