import Glibc

/// How much the system lets a new program be given.
struct ExecLimits: Equatable {
    /// The longest `NAME=value`, with the zero that ends it.
    var string: Int

    /// All arguments, all variables, and a pointer for each.
    var total: Int

    /// The limits of this process.
    ///
    /// Linux: 32 pages for one string; for all, a quarter of the stack's limit, at most 6 MiB.
    static func current() -> ExecLimits {
        let allowed = sysconf(Int32(_SC_ARG_MAX))
        return ExecLimits(
            string: 32 * sysconf(Int32(_SC_PAGESIZE)),
            total: allowed > 0 ? min(allowed, 6 << 20) : 128 << 10
        )
    }

    /// Throws when a command with this environment could not be started, naming what is too large, with sizes.
    func check(path: [UInt8], arguments: [[UInt8]], environment: ChildEnvironment) throws(RunFailure) {
        for variable in environment.variables {
            let size = variable.name.count + variable.value.count + 2
            guard size <= string else {
                throw RunFailure(
                    exitCode: RunFailure.notExecutable,
                    message: "variable \(printable(variable.name)) is too large for a process: \(size) bytes with "
                        + "its name, and the system allows \(string)"
                )
            }
        }
        for (index, argument) in arguments.enumerated() where argument.count + 1 > string {
            throw RunFailure(
                exitCode: RunFailure.notExecutable,
                message: "argument \(index) is too large for a process: \(argument.count + 1) bytes, and the system "
                    + "allows \(string)"
            )
        }
        let pointer = MemoryLayout<UnsafeRawPointer>.size
        let forArguments = arguments.reduce(path.count + 1) { $0 + $1.count + 1 + pointer }
        let used = environment.variables.reduce(forArguments) { $0 + $1.name.count + $1.value.count + 2 + pointer }
        guard used > total else { return }
        let largest = environment.variables.max { $0.value.count < $1.value.count }
        let named = largest.map { "; the largest variable is \(printable($0.name)) with \($0.value.count) bytes" }
        throw RunFailure(
            exitCode: RunFailure.notExecutable,
            message: "arguments and environment are too large for a process: \(used) bytes, and the system allows "
                + "\(total)\(named ?? "")"
        )
    }
}
