import Glibc
import Synchronization

/// Catches the signals that are meant for the command, so that the loop which runs it can pass them on.
///
/// Signals come through handlers and a pipe, not through a blocked mask and signalfd: a signal sent to a process goes to
/// any of its threads that does not block it, and Slipway's process has threads of NIO and of Swift's executors that
/// were started before the mask could be set.
///
/// One relay at a time can be active in a process. The old handlers are back when it is released.
final class SignalRelay {
    /// A signal that arrived.
    struct Signal: Equatable {
        let number: Int32

        /// Whether the system sent it (a key or a change of the terminal), not a process with `kill`.
        let fromTerminal: Bool
    }

    /// The signals that are passed on to the command.
    static let forwarded: [Int32] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGCONT, SIGWINCH]

    /// Readable while a signal waits.
    let descriptor: Int32

    private let saved: [(number: Int32, action: sigaction)]

    /// Starts catching, except for the signals in `ignored`, which stay ignored.
    init(ignored: Set<Int32>) throws(RunFailure) {
        guard !relayIsActive.exchange(true, ordering: .acquiring) else {
            throw RunFailure(exitCode: RunFailure.failed, message: "this process already runs a command")
        }
        if relayWriter.load(ordering: .acquiring) < 0 {
            // Never closed: a handler on another thread may still be about to write when the relay goes.
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else {
                relayIsActive.store(false, ordering: .releasing)
                throw .system("cannot make a pipe", errno)
            }
            for end in ends {
                _ = fcntl(end, F_SETFD, FD_CLOEXEC)
                _ = fcntl(end, F_SETFL, O_NONBLOCK)
            }
            relayReader.store(ends[0], ordering: .releasing)
            relayWriter.store(ends[1], ordering: .releasing)
        }
        descriptor = relayReader.load(ordering: .acquiring)
        var saved: [(number: Int32, action: sigaction)] = []
        for number in Self.forwarded where !ignored.contains(number) {
            var action = sigaction()
            action.__sigaction_handler.sa_sigaction = noteSignal
            action.sa_flags = SA_SIGINFO | SA_RESTART
            sigemptyset(&action.sa_mask)
            var old = sigaction()
            if sigaction(number, &action, &old) == 0 { saved.append((number, old)) }
        }
        self.saved = saved
        _ = received()
    }

    /// The signals that arrived since the last call, in order.
    func received() -> [Signal] {
        var records = [UInt8](repeating: 0, count: 256)
        let count = records.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return records.prefix(max(0, count)).map {
            Signal(number: Int32($0 & 0x7F), fromTerminal: $0 & fromTerminalFlag != 0)
        }
    }

    deinit {
        for (number, action) in saved {
            var action = action
            sigaction(number, &action, nil)
        }
        relayIsActive.store(false, ordering: .releasing)
    }

    /// Which of SIGHUP, SIGINT and SIGQUIT this process ignores.
    ///
    /// `nohup`, and `&` in a script, start a program this way; a command run by Slipway must ignore them too. Ask
    /// before anything else in the process sets signals.
    static func ignoredByCaller() -> Set<Int32> {
        Set(
            [SIGHUP, SIGINT, SIGQUIT].filter { number in
                var action = sigaction()
                guard sigaction(number, nil, &action) == 0 else { return false }
                return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
                    == unsafeBitCast(SIG_IGN, to: Int.self)
            }
        )
    }
}

// What a signal handler may touch: whole words, without locks. A relay reads them before it installs the handler, so
// their initialisation is over by the time the handler runs.
private let relayIsActive = Atomic<Bool>(false)
private let relayReader = Atomic<Int32>(-1)
private let relayWriter = Atomic<Int32>(-1)

private let fromTerminalFlag: UInt8 = 0x80

private func noteSignal(_ number: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _: UnsafeMutableRawPointer?) {
    let kept = errno
    // SI_KERNEL, which the header has as a macro of an enumerator.
    let fromTerminal = info?.pointee.si_code == 0x80
    var record = UInt8(truncatingIfNeeded: number) | (fromTerminal ? 0x80 : 0)
    _ = write(relayWriter.load(ordering: .relaxed), &record, 1)
    errno = kept
}
