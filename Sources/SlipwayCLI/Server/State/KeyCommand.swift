import Glibc

/// Runs the command of a `master_key` with the source `command`, without a shell, and takes what it prints.
struct KeyCommand {
    private static let outputLimit = 4_096

    let words: [String]

    /// What it wrote to standard output.
    ///
    /// - Throws: ``StartError`` when it cannot be started, fails, or prints too much. What it printed is never shown; its
    ///   standard error is the server's own.
    func output() async throws -> [UInt8] {
        do {
            let (reader, writer) = try OwnedDescriptor.pipe()
            // A key is far smaller than a pipe. A command that prints more gets an error instead of waiting for ever.
            writer.setNonBlocking()
            var process = InjectedProcess(
                arguments: words.map { Array($0.utf8) },
                environment: try ChildEnvironment(caller: CallerEnvironment.entries(), injected: [], pristine: false),
                masking: nil
            )
            process.streams = StandardStreams(input: 0, output: writer.number, errors: 2)
            process.passesSignals = false
            let code = try await process.run()
            writer.close()
            guard code == 0 else { throw failure("ended with exit code \(code)") }
            var bytes = [UInt8](repeating: 0, count: Self.outputLimit + 1)
            let count = read(reader.number, &bytes, bytes.count)
            guard count > 0 else { throw failure("printed nothing") }
            guard count <= Self.outputLimit else { throw failure("printed more than a key") }
            return Array(bytes[..<count])
        } catch let error as RunFailure {
            throw failure(error.message)
        }
    }

    private func failure(_ what: String) -> StartError {
        StartError(
            "the command \(words.first ?? "") that gives the master key \(what)",
            hint: "run it by hand as the server's user: it must print the key and nothing else"
        )
    }
}
