import Glibc

/// Finds the file that a command name stands for, as a shell does, and without one.
struct ExecutableLookup {
    /// The caller's `PATH`; nil when it has none.
    let searchPath: [UInt8]?

    /// The path of the file to execute.
    ///
    /// A name with a slash is that file. Throws exit code 127 when there is none, 126 when there is one that cannot
    /// be executed.
    func path(of command: [UInt8]) throws(RunFailure) -> [UInt8] {
        guard !command.isEmpty else { throw notFound(command) }
        if command.contains(UInt8(ascii: "/")) {
            if let problem = problem(with: command) { throw failure(problem, command) }
            return command
        }
        var worst: Problem = .missing
        let folders = (searchPath ?? Array("/usr/local/bin:/usr/bin:/bin".utf8))
            .split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        for folder in folders {
            // An empty entry is the current folder.
            let candidate = (folder.isEmpty ? [UInt8(ascii: ".")] : Array(folder)) + [UInt8(ascii: "/")] + command
            guard let problem = problem(with: candidate) else { return candidate }
            if problem == .forbidden { worst = .forbidden }
        }
        throw failure(worst, command)
    }

    /// What starting a file that was found answered, in a shell's terms.
    func failure(starting command: [UInt8], code: Int32) -> RunFailure {
        let reason =
            switch code {
            case ENOEXEC: "exec format error: \(printable(command))"
            // The file was found a moment ago, so what is missing is what it names.
            case ENOENT: "the interpreter that \(printable(command)) names does not exist"
            default: "cannot run \(printable(command)): \(systemText(code))"
            }
        return RunFailure(exitCode: RunFailure.notExecutable, message: reason)
    }

    private enum Problem { case missing, folder, forbidden }

    private func problem(with path: [UInt8]) -> Problem? {
        path.map(CChar.init(bitPattern:)).withTerminator { name in
            var status = stat()
            guard stat(name, &status) == 0 else { return errno == EACCES ? .forbidden : .missing }
            if status.st_mode & S_IFMT == S_IFDIR { return .folder }
            return access(name, X_OK) == 0 ? nil : .forbidden
        }
    }

    private func notFound(_ command: [UInt8]) -> RunFailure {
        RunFailure(exitCode: RunFailure.notFound, message: "command not found: \(printable(command))")
    }

    private func failure(_ problem: Problem, _ command: [UInt8]) -> RunFailure {
        switch problem {
        case .missing: notFound(command)
        case .folder where !command.contains(UInt8(ascii: "/")): notFound(command)
        case .folder:
            RunFailure(exitCode: RunFailure.notExecutable, message: "is a folder: \(printable(command))")
        case .forbidden:
            RunFailure(exitCode: RunFailure.notExecutable, message: "permission denied: \(printable(command))")
        }
    }
}

extension [CChar] {
    /// Lends the characters as a C string.
    func withTerminator<R>(_ body: (UnsafePointer<CChar>) -> R) -> R {
        (self + [0]).withUnsafeBufferPointer { characters in
            guard let first = characters.baseAddress else { preconditionFailure("an array with a terminator") }
            return body(first)
        }
    }
}
