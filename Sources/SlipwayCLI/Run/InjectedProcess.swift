import Dispatch
import Glibc

/// A command that is run with variables injected and their values masked in what it prints.
///
/// The command is started directly, never through a shell. It has the caller's standard input. With masking, its output
/// goes through a pseudo-terminal where the caller's is a terminal, else through pipes; without, it has the caller's
/// own. Signals sent to Slipway are passed on to it, and its exit code is given as a shell gives it.
///
/// What it wrote before it ended is always delivered. Descendants that keep its output open after that are waited
/// for a tenth of a second of silence, a second at most.
///
/// Values appear in the command's environment and nowhere else: not in arguments, files or errors.
struct InjectedProcess {
    /// The command and its arguments, by bytes.
    let arguments: [[UInt8]]

    let environment: ChildEnvironment

    /// The values to mask; nil leaves the output to the command.
    let masking: [[UInt8]]?

    /// The caller's streams.
    var streams = StandardStreams()

    /// Those of SIGHUP, SIGINT and SIGQUIT that the command ignores, because the caller of Slipway did.
    var ignoredSignals = SignalRelay.ignoredByCaller()

    /// Whether signals sent to this process are the command's.
    ///
    /// One command at a time can have them.
    var passesSignals = true

    init(arguments: [[UInt8]], environment: ChildEnvironment, masking: [[UInt8]]?) {
        self.arguments = arguments
        self.environment = environment
        self.masking = masking
    }

    /// Runs the command on a thread of its own, and gives its exit code: 128 and the signal if one killed it.
    ///
    /// Throws a ``RunFailure`` when it could not be started or its output could not be written. SIGPIPE is ignored in
    /// this process from then on.
    func run() async throws -> Int32 {
        let command = self
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "slipway.run").async {
                continuation.resume(with: Result { try command.runBlocking() })
            }
        }
    }

    private func runBlocking() throws(RunFailure) -> Int32 {
        let lookup = ExecutableLookup(searchPath: environment.searchPath)
        let name = arguments.first ?? []
        let path = try lookup.path(of: name)
        try ExecLimits.current().check(path: path, arguments: arguments, environment: environment)

        // A closed output is told by write, and then to the command by closing what it writes to.
        signal(SIGPIPE, SIG_IGN)
        let watch = try ExitWatch()
        let relay = passesSignals ? try SignalRelay(ignored: ignoredSignals) : nil
        let plan = StreamPlan(masked: masking != nil, streams: streams)
        var wiring = try Wiring(plan: plan, streams: streams, masking: masking.map(LazyPatterns.init))

        let spawn = ChildSpawn(
            path: path,
            arguments: arguments,
            environment: environment,
            streams: wiring.child,
            ignoredSignals: ignoredSignals
        )
        let process: pid_t
        switch try spawn.start() {
        case .success(let started): process = started
        case .failure(let error): throw lookup.failure(starting: name, code: error.code)
        }
        watch.start(process)
        wiring.closeChildEnds()
        var loop = ChildLoop(
            process: process,
            watch: watch,
            relay: relay,
            sharesProcessGroup: plan.sharesProcessGroup,
            outputs: wiring.outputs,
            session: wiring.session()
        )
        return try loop.run()
    }
}
