import Glibc

/// How a command's standard streams are connected.
enum StreamPlan: Equatable {
    /// The command has the caller's own three; nothing is masked.
    case inherited

    /// The command has the caller's input, and pipes that Slipway masks. With `shared`, one pipe serves both
    /// outputs, because they lead to one place and their order must be kept.
    case pipes(shared: Bool)

    /// The command writes to a pseudo-terminal that Slipway masks.
    ///
    /// With `controlling`, it also reads from it, in a session of its own. Without, the caller's input is not a
    /// terminal (`git log | slipway run -- less`): the command then stays in the caller's session, so that
    /// `/dev/tty`, Ctrl-C and Ctrl-Z are the real terminal's. With `errors`, standard error goes there too; else it
    /// has a masked pipe.
    case terminal(controlling: Bool, errors: Bool)

    /// Chooses from what the caller's streams are.
    init(masked: Bool, inputIsTerminal: Bool, outputIsTerminal: Bool, errorsAreTerminal: Bool, outputsAreSame: Bool) {
        if !masked {
            self = .inherited
        } else if outputIsTerminal {
            self = .terminal(controlling: inputIsTerminal, errors: errorsAreTerminal)
        } else {
            self = .pipes(shared: outputsAreSame)
        }
    }

    /// Chooses for the given streams.
    init(masked: Bool, streams: StandardStreams) {
        self.init(
            masked: masked,
            inputIsTerminal: isatty(streams.input) == 1,
            outputIsTerminal: isatty(streams.output) == 1,
            errorsAreTerminal: isatty(streams.errors) == 1,
            outputsAreSame: streams.outputsAreSame
        )
    }

    /// Whether the command stays in the caller's session and process group, and so gets the keys Ctrl-C and
    /// Ctrl-\ from the terminal itself.
    var sharesProcessGroup: Bool {
        if case .terminal(controlling: true, _) = self { return false }
        return true
    }
}
