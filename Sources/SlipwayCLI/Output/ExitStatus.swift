/// What the command exits with.
///
/// Published in the README; numbers are never given another meaning.
enum ExitStatus: Int32 {
    case done = 0
    case failed = 1
    case usage = 2
    case notFound = 3
    case permissionDenied = 4
    case conflict = 5
    case unreachable = 6
}

/// An error of the command line itself: what is wrong, what to do, and the exit status.
struct CommandError: Error, Sendable {
    let message: String
    let hints: [String]
    let status: ExitStatus

    init(_ message: String, hints: [String] = [], status: ExitStatus = .failed) {
        self.message = message
        self.hints = hints
        self.status = status
    }

    /// Wrong words on the command line.
    static func usage(_ message: String, hints: [String] = []) -> CommandError {
        CommandError(message, hints: hints, status: .usage)
    }
}
