/// Why a command could not be run, or why its output could not be delivered.
///
/// The text names variables, files and sizes, never a value.
struct RunFailure: Error, Equatable {
    /// What `slipway run` exits with: 127 and 126 mean what they mean in a shell, 1 is everything else.
    let exitCode: Int32

    /// One sentence for standard error, without prefix or full stop.
    let message: String

    static let notFound: Int32 = 127
    static let notExecutable: Int32 = 126
    static let failed: Int32 = 1
}

extension RunFailure {
    /// Says which step failed and what the system answered.
    static func system(_ step: String, _ code: Int32) -> RunFailure {
        RunFailure(exitCode: failed, message: "\(step): \(systemText(code))")
    }
}
