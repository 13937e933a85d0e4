import Glibc

/// The caller's terminal joined to a command's: carries keys over, and keeps size and stopping in step.
struct TerminalSession {
    /// How long stopping may take to show; see ``stop(_:)``.
    static let stopGrace: Duration = .milliseconds(200)

    /// How often to look whether a session in the background was brought to the foreground.
    static let backgroundCheck: Duration = .milliseconds(500)

    let terminal: PseudoTerminal

    /// The caller's terminal.
    let keyboard: RawTerminal?

    /// Whether the command reads from its terminal and leads a session there.
    ///
    /// If not, its input is something else, and the keyboard belongs to the rest of the pipeline (`sudo cat f |
    /// slipway run -- less` asks for a password there) until the command takes its terminal out of line mode.
    let isControlling: Bool

    private var typed: [UInt8] = []
    private var keyboardEnded = false
    private var inBackground = false
    private var keysAreLent = false
    private(set) var stoppedAt: ContinuousClock.Instant?

    init(terminal: PseudoTerminal, keyboard: RawTerminal?, isControlling: Bool) {
        self.terminal = terminal
        self.keyboard = keyboard
        self.isControlling = isControlling
        join()
    }

    /// The keyboard to poll for input; nil while typed bytes wait or it belongs to somebody else.
    var readable: Int32? {
        guard let keyboard, typed.isEmpty, !keyboardEnded, !inBackground, stoppedAt == nil else { return nil }
        guard isControlling || keysAreLent else { return nil }
        return terminal.controller.number < 0 ? nil : keyboard.descriptor
    }

    /// The terminal to poll for room; nil while nothing waits.
    var writable: Int32? { typed.isEmpty || terminal.controller.number < 0 ? nil : terminal.controller.number }

    /// When ``tick(_:_:)`` has something to do.
    func deadline(now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        if let stoppedAt { return stoppedAt + Self.stopGrace }
        return inBackground ? now + Self.backgroundCheck : nil
    }

    /// Takes typed bytes over; the key that stops the command stops it.
    mutating func readKeys(for process: pid_t) {
        guard let keyboard else { return }
        var keys = [UInt8](repeating: 0, count: 4096)
        let count = keys.withUnsafeMutableBytes { read(keyboard.descriptor, $0.baseAddress, $0.count) }
        if count > 0 {
            keys.removeSubrange(count...)
            if isControlling, keyboard.controlsJobs, let key = terminal.stopKey(for: process),
                let index = keys.firstIndex(of: key)
            {
                keys.remove(at: index)
                // SIGSTOP, because the terminal's own signal is discarded. The exit watch then tells of the stop.
                kill(-process, SIGSTOP)
            }
            typed = keys
        } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
            if keyboard.isForeground { keyboardEnded = true } else { inBackground = true }
        }
    }

    /// Passes typed bytes on.
    mutating func writeKeys() {
        let count = typed.withUnsafeBytes { write(terminal.controller.number, $0.baseAddress, $0.count) }
        if count > 0 {
            typed.removeFirst(count)
        } else if count < 0, errno != EINTR, errno != EAGAIN {
            typed = []
            keyboardEnded = true
        }
    }

    /// Stops Slipway itself after the command stopped, so that the caller's shell gets its terminal back.
    ///
    /// The whole process group is stopped, as by the key: a script that Slipway runs in must stop too. The signal may
    /// reach another thread a moment later, so going on is left to SIGCONT; and where nothing can be stopped
    /// (no shell that does job control), the command is continued after ``stopGrace``.
    mutating func stop(now: ContinuousClock.Instant) {
        guard isControlling, let keyboard, keyboard.controlsJobs else { return }
        keyboard.leave()
        stoppedAt = now
        kill(0, SIGTSTP)
    }

    /// Takes the terminal again after Slipway was continued, and continues the command.
    mutating func resume(_ process: pid_t) {
        stoppedAt = nil
        join()
        kill(isControlling ? -process : process, SIGCONT)
    }

    /// Lends the keyboard to a command that took its terminal out of line mode, and takes it back after.
    ///
    /// Call when the command wrote something: programs set the mode before they draw.
    mutating func followMode() {
        guard !isControlling, let keyboard else { return }
        let modes = terminal.modes()
        let wantsKeys = modes.map { $0.c_lflag & tcflag_t(ICANON) == 0 } ?? false
        guard wantsKeys != keysAreLent else { return }
        keysAreLent = wantsKeys
        if let modes, wantsKeys { keyboard.enter(as: modes) } else { keyboard.leave() }
    }

    /// Does what is due.
    mutating func tick(_ now: ContinuousClock.Instant, _ process: pid_t) {
        if let stoppedAt, now >= stoppedAt + Self.stopGrace { resume(process) }
        if inBackground, keyboard?.isForeground == true { join() }
    }

    private mutating func join() {
        guard let keyboard else { return }
        inBackground = !keyboard.isForeground
        terminal.copySize()
        if isControlling {
            keyboard.enter()
        } else {
            keysAreLent = false
            followMode()
        }
    }
}
