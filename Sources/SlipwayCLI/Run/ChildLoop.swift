import Glibc

/// Attends to a running command until it is over: carries its output, passes signals and keys on, and notes its end.
struct ChildLoop {
    private let process: pid_t
    private let watch: ExitWatch
    private let relay: SignalRelay?
    private let sharesProcessGroup: Bool
    private var outputs: [MaskedOutput]
    private var session: TerminalSession?
    private var commandEnded = false
    private var abandoned = false

    private enum Source { case signals, watch, source(Int), destination(Int), keyboard, terminal }
    private var polled: [pollfd] = []
    private var sources: [Source] = []

    init(
        process: pid_t,
        watch: ExitWatch,
        relay: SignalRelay?,
        sharesProcessGroup: Bool,
        outputs: [MaskedOutput],
        session: TerminalSession?
    ) {
        self.process = process
        self.watch = watch
        self.relay = relay
        self.sharesProcessGroup = sharesProcessGroup
        self.outputs = outputs
        self.session = session
    }

    /// Gives the command's exit code once it ended and its output was delivered.
    ///
    /// Throws when some of the output could not be, with the command's own exit code if that tells of a failure.
    mutating func run() throws(RunFailure) -> Int32 {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { buffer.deallocate() }
        let process = process
        while !(commandEnded && (abandoned || outputs.allSatisfy(\.isDone))) {
            arrange()
            if poll(&polled, nfds_t(polled.count), timeout()) < 0 {
                // Nothing is known to be ready; what is due by time still is.
                for index in polled.indices { polled[index].revents = 0 }
            }
            let now = ContinuousClock.now
            for (entry, source) in zip(polled, sources) where entry.revents != 0 {
                handle(source, events: Int32(entry.revents), buffer: buffer, now: now)
            }
            for index in outputs.indices { outputs[index].tick(now) }
            session?.tick(now, process)
        }
        let code = watch.reap()
        session?.keyboard?.leave()
        for output in outputs {
            guard let failure = output.failure else { continue }
            throw RunFailure(
                exitCode: code == 0 ? RunFailure.failed : code,
                message: "cannot write \(output.name): \(systemText(failure))"
            )
        }
        return code
    }

    private mutating func arrange() {
        polled.removeAll(keepingCapacity: true)
        sources.removeAll(keepingCapacity: true)
        func add(_ descriptor: Int32?, _ events: Int32, _ source: Source) {
            guard let descriptor else { return }
            polled.append(pollfd(fd: descriptor, events: Int16(events), revents: 0))
            sources.append(source)
        }
        add(relay?.descriptor, POLLIN, .signals)
        if !commandEnded { add(watch.descriptor, POLLIN, .watch) }
        for (index, output) in outputs.enumerated() where !output.isDone {
            add(output.readable, POLLIN, .source(index))
            // With no events, poll still tells when nobody reads any more.
            add(output.destination, output.wantsWrite ? POLLOUT : 0, .destination(index))
        }
        add(session?.readable, POLLIN, .keyboard)
        add(session?.writable, POLLOUT, .terminal)
    }

    private func timeout() -> Int32 {
        let now = ContinuousClock.now
        let deadlines = outputs.compactMap(\.deadline) + [session?.deadline(now: now)].compactMap(\.self)
        guard let first = deadlines.min() else { return -1 }
        let wait = first - now
        guard wait > .zero else { return 0 }
        return Int32(clamping: wait.components.seconds * 1000 + wait.components.attoseconds / 1_000_000_000_000_000 + 1)
    }

    private mutating func handle(
        _ source: Source,
        events: Int32,
        buffer: UnsafeMutableRawBufferPointer,
        now: ContinuousClock.Instant
    ) {
        switch source {
        case .signals:
            for signal in relay?.received() ?? [] { pass(signal) }
        case .watch:
            for event in watch.events() {
                switch event {
                case .stopped: session?.stop(now: now)
                case .ended:
                    commandEnded = true
                    for index in outputs.indices { outputs[index].commandEnded(now: now) }
                }
            }
        case .source(let index):
            outputs[index].read(into: buffer, now: now)
            session?.followMode()
        case .destination(let index):
            if outputs[index].wantsWrite {
                outputs[index].write(now: now)
            } else if events & (POLLERR | POLLHUP | POLLNVAL) != 0 {
                outputs[index].lose(EPIPE)
            }
        case .keyboard:
            let process = process
            session?.readKeys(for: process)
        case .terminal:
            session?.writeKeys()
        }
    }

    private mutating func pass(_ signal: SignalRelay.Signal) {
        if commandEnded {
            // Only delivery is left; who asks Slipway to end does not want to wait for a slow reader.
            if [SIGINT, SIGTERM, SIGHUP, SIGQUIT].contains(signal.number) { abandoned = true }
            return
        }
        switch signal.number {
        case SIGINT where sharesProcessGroup && signal.fromTerminal,
            SIGQUIT where sharesProcessGroup && signal.fromTerminal:
            // The terminal sent it to the command too. A second one means "at once" to many programs.
            return
        case SIGCONT:
            guard session != nil else { break }
            let process = process
            session?.resume(process)
            return
        case SIGWINCH:
            session?.terminal.copySize()
            // The resized terminal told a session of its own; others look at this one without being told.
            guard session != nil ? sharesProcessGroup : !signal.fromTerminal else { return }
        default:
            break
        }
        kill(process, signal.number)
    }
}
