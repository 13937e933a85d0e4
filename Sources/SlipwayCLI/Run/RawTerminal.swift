import Glibc

/// The caller's terminal, which passes every key on unread while a command has it.
///
/// The old modes are back when this is released, and whenever it was told to leave.
final class RawTerminal {
    let descriptor: Int32
    private var original: termios
    private var isRaw = false

    /// Nil when `descriptor` is not a terminal.
    init?(_ descriptor: Int32) {
        var modes = termios()
        guard tcgetattr(descriptor, &modes) == 0 else { return nil }
        self.descriptor = descriptor
        original = modes
    }

    /// Whether this process may read the terminal and set its modes without being stopped.
    ///
    /// A terminal that does not control this process's session has no foreground for it, and lets it.
    var isForeground: Bool {
        let group = tcgetpgrp(descriptor)
        return group == getpgrp() || (group < 0 && errno == ENOTTY)
    }

    /// Whether keys of this terminal stop this process.
    var controlsJobs: Bool { tcgetpgrp(descriptor) == getpgrp() }

    /// Makes the terminal raw, if this process is in its foreground.
    ///
    /// Sets it again if somebody changed it.
    func enter() {
        guard prepare() else { return }
        var modes = original
        cfmakeraw(&modes)
        set(modes)
    }

    /// Gives the terminal the input modes of another one, which does the echo itself.
    func enter(as other: termios) {
        guard prepare() else { return }
        var modes = original
        modes.c_iflag = other.c_iflag
        modes.c_lflag = other.c_lflag & ~tcflag_t(ECHO)
        modes.c_cc = other.c_cc
        set(modes)
    }

    /// Notes the modes to restore, which are only the caller's own while it gives this process the foreground: the
    /// shell that edits a line has others.
    private func prepare() -> Bool {
        guard isForeground else { return false }
        if !isRaw { tcgetattr(descriptor, &original) }
        return true
    }

    private func set(_ modes: termios) {
        var modes = modes
        isRaw = tcsetattr(descriptor, TCSANOW, &modes) == 0
    }

    /// Restores the modes; in the background the shell has done it.
    func leave() {
        guard isRaw else { return }
        isRaw = false
        guard isForeground else { return }
        var modes = original
        tcsetattr(descriptor, TCSADRAIN, &modes)
    }

    deinit { leave() }
}
