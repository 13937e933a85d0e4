import Glibc

/// A terminal that Slipway holds the other end of, for a command to write to.
final class PseudoTerminal {
    /// Slipway's end: what the command writes can be read here, and what is written here it reads.
    let controller: OwnedDescriptor

    /// The command's end.
    let terminal: OwnedDescriptor

    /// The path of the command's end.
    let path: [CChar]

    private let model: Int32

    /// Makes a terminal with the size and modes of `model`.
    ///
    /// - Parameters:
    ///   - model: A descriptor of the caller's terminal.
    ///   - processesOutput: Whether this terminal turns a line feed into a new line. False when the caller's terminal
    ///     still does.
    /// - Throws: A failure when the system has no terminal left.
    init(like model: Int32, processesOutput: Bool) throws(RunFailure) {
        self.model = model
        var ends: (Int32, Int32) = (-1, -1)
        guard openpty(&ends.0, &ends.1, nil, nil, nil) == 0 else {
            throw .system("cannot make a pseudo-terminal", errno)
        }
        controller = OwnedDescriptor(ends.0)
        terminal = OwnedDescriptor(ends.1)
        controller.setNonBlocking()
        var name = [CChar](repeating: 0, count: 128)
        let code = ttyname_r(ends.1, &name, name.count)
        guard code == 0 else { throw .system("cannot name the pseudo-terminal", code) }
        path = Array(name.prefix { $0 != 0 })
        var modes = termios()
        tcgetattr(terminal.number, &modes)
        // In the background, the modes are those of a shell that edits a line; the system's defaults serve better.
        if RawTerminal(model)?.isForeground == true { tcgetattr(model, &modes) }
        if !processesOutput { modes.c_oflag &= ~tcflag_t(OPOST) }
        tcsetattr(terminal.number, TCSANOW, &modes)
        copySize()
    }

    /// Gives this terminal the size of the caller's; the system tells the foreground of a controlled session.
    func copySize() {
        var size = winsize()
        guard ioctl(model, UInt(TIOCGWINSZ), &size) == 0 else { return }
        _ = ioctl(controller.number, UInt(TIOCSWINSZ), &size)
    }

    /// The modes as the command has set them.
    func modes() -> termios? {
        var modes = termios()
        return tcgetattr(controller.number, &modes) == 0 ? modes : nil
    }

    /// The key that would stop `process`, when typing it would do nothing else.
    ///
    /// A command that leads its own session is not stopped by that key: the system discards the signal, as nobody in
    /// the session could wake it. So Slipway stops it, unless it takes keys raw, handles or ignores the signal, or runs
    /// jobs of its own.
    func stopKey(for process: pid_t) -> UInt8? {
        guard let modes = modes(), modes.c_lflag & tcflag_t(ISIG) != 0 else { return nil }
        let key = withUnsafeBytes(of: modes.c_cc) { $0[Int(VSUSP)] }
        guard key != 0, tcgetpgrp(controller.number) == process, Self.leavesStopSignal(process) else { return nil }
        return key
    }

    private static func leavesStopSignal(_ process: pid_t) -> Bool {
        let file = open("/proc/\(process)/status", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        let owned = OwnedDescriptor(file)
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = bytes.withUnsafeMutableBytes { read(owned.number, $0.baseAddress, $0.count) }
        let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
        let sets = lines.filter { $0.hasPrefix("SigIgn:") || $0.hasPrefix("SigCgt:") }.map { line in
            UInt64(line.dropFirst(7).drop { $0 == "\t" || $0 == " " }, radix: 16) ?? .max
        }
        return sets.count == 2 && sets.allSatisfy { $0 & (1 << UInt64(SIGTSTP - 1)) == 0 }
    }
}
