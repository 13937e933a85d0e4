import Glibc

/// Starts a program directly, never through a shell.
///
/// The child has descriptors 0, 1 and 2 and no other, an empty signal mask, and every signal at its default, except
/// for those the caller of `slipway run` had ignored.
struct ChildSpawn {
    /// Where the child's three descriptors come from.
    enum Streams {
        /// From descriptors of this process.
        case descriptors(StandardStreams)

        /// Input and output from the terminal at `path`, in a new session that it controls; errors from a descriptor,
        /// or from the terminal too.
        case terminal(path: [CChar], errors: Int32?)
    }

    let path: [UInt8]
    let arguments: [[UInt8]]
    let environment: ChildEnvironment
    let streams: Streams
    let ignoredSignals: Set<Int32>

    /// Starts the program and gives its process id, or the system's error number.
    func start() throws(RunFailure) -> Result<pid_t, StartError> {
        let block = try ExecBlock(arguments: arguments, environment: environment)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        connect(&actions)
        try Self.closeOthers(&actions)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        setSignals(&attributes)

        var process: pid_t = -1
        let code = path.map(CChar.init(bitPattern:)).withTerminator { name in
            block.withLists { posix_spawn(&process, name, &actions, &attributes, $0, $1) }
        }
        return code == 0 ? .success(process) : .failure(StartError(code: code))
    }

    /// The system's error number for a program that could not be started.
    struct StartError: Error {
        let code: Int32
    }

    private func connect(_ actions: inout posix_spawn_file_actions_t) {
        switch streams {
        case .descriptors(let given):
            for (source, number) in [(given.input, Int32(0)), (given.output, 1), (given.errors, 2)]
            where source != number {
                posix_spawn_file_actions_adddup2(&actions, source, number)
            }
        case .terminal(let path, let errors):
            // The leader of a session without a terminal gets the first one it opens as its controlling terminal.
            path.withTerminator { name in
                _ = posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
            }
            posix_spawn_file_actions_adddup2(&actions, 0, 1)
            posix_spawn_file_actions_adddup2(&actions, errors ?? 0, 2)
        }
    }

    private func setSignals(_ attributes: inout posix_spawnattr_t) {
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        if case .terminal = streams { flags |= Self.newSession }
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var mask = sigset_t()
        sigemptyset(&mask)
        posix_spawnattr_setsigmask(&attributes, &mask)
        var defaults = sigset_t()
        sigfillset(&defaults)
        for signal in ignoredSignals { sigdelset(&defaults, signal) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
    }

    /// POSIX_SPAWN_SETSID: since glibc 2.26, and hidden from Swift because the header wants _GNU_SOURCE.
    private static let newSession: Int32 = 0x80

    /// Closes everything from 3 up in the child.
    ///
    /// Descriptors that other code opened without O_CLOEXEC must not reach the command, so this fails where the C
    /// library (before glibc 2.34) cannot do it. Looked up by name because the header hides it from Swift.
    private static func closeOthers(_ actions: inout posix_spawn_file_actions_t) throws(RunFailure) {
        typealias AddCloseFrom =
            @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
        guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else {
            throw RunFailure(
                exitCode: RunFailure.failed,
                message: "this system's C library is too old to start a command safely: glibc 2.34 is needed"
            )
        }
        let code = unsafeBitCast(symbol, to: AddCloseFrom.self)(&actions, 3)
        guard code == 0 else { throw .system("cannot prepare the command's descriptors", code) }
    }
}
