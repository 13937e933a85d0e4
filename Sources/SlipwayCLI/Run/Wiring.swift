import Glibc

/// The pipes and terminals of one run, made as its plan says.
struct Wiring {
    /// What the command gets.
    let child: ChildSpawn.Streams

    /// What Slipway carries, masked.
    let outputs: [MaskedOutput]

    private let terminal: PseudoTerminal?
    private let keyboard: RawTerminal?
    private let isControlling: Bool
    private var childEnds: [OwnedDescriptor] = []

    init(plan: StreamPlan, streams: StandardStreams, masking: LazyPatterns?) throws(RunFailure) {
        guard let masking, plan != .inherited else {
            child = .descriptors(streams)
            outputs = []
            terminal = nil
            keyboard = nil
            isControlling = false
            return
        }
        var given = streams
        var outputs: [MaskedOutput] = []
        var childEnds: [OwnedDescriptor] = []
        func makePipe(_ name: String, to destination: Int32) throws(RunFailure) -> Int32 {
            let (reader, writer) = try OwnedDescriptor.pipe()
            reader.setNonBlocking()
            childEnds.append(writer)
            outputs.append(
                MaskedOutput(
                    name: name,
                    source: reader,
                    destination: destination,
                    patterns: masking,
                    isWatched: isatty(destination) == 1
                )
            )
            return writer.number
        }
        var made: PseudoTerminal?
        var ownErrors: Int32?
        switch plan {
        case .inherited:
            break
        case .pipes(let shared):
            given.output = try makePipe("standard output", to: streams.output)
            given.errors = shared ? given.output : try makePipe("standard error", to: streams.errors)
        case .terminal(let controlling, let errors):
            let terminal = try PseudoTerminal(like: streams.output, processesOutput: controlling)
            made = terminal
            childEnds.append(terminal.terminal)
            outputs.append(
                MaskedOutput(
                    name: "standard output",
                    source: terminal.controller,
                    destination: streams.output,
                    patterns: masking,
                    isWatched: true
                )
            )
            given.output = terminal.terminal.number
            ownErrors = errors ? nil : try makePipe("standard error", to: streams.errors)
            given.errors = ownErrors ?? given.output
        }
        if case .terminal(controlling: true, _) = plan, let made {
            child = .terminal(path: made.path, errors: ownErrors)
            keyboard = RawTerminal(streams.input)
        } else {
            child = .descriptors(given)
            keyboard = made == nil ? nil : RawTerminal(streams.output)
        }
        isControlling = plan.sharesProcessGroup == false
        terminal = made
        self.outputs = outputs
        self.childEnds = childEnds
    }

    /// Lets go of what only the command should hold, so that its end is the end of its output.
    mutating func closeChildEnds() {
        for end in childEnds { end.close() }
        childEnds = []
    }

    /// Joins the caller's terminal to the command's, from now on raw if the command reads from it; nil where there is no pseudo-terminal.
    func session() -> TerminalSession? {
        terminal.map { TerminalSession(terminal: $0, keyboard: keyboard, isControlling: isControlling) }
    }
}
