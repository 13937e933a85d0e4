import ArgumentParser
import CSlipway
import Glibc
import SlipwayModel

/// The whole program, from its arguments to its exit status.
public enum SlipwayMain {
    public static func run() async -> Never {
        StandardStreams.openMissing()
        slipway_keep_memory_private()
        let arguments = ServeWords.reordered(Array(CommandLine.arguments.dropFirst()))
        if arguments == ["--version"] {
            // Scripts ask for it often, and the parser's tables of all commands would be half of the time it takes.
            Console.line(SlipwayVersion.text)
            exit(Console.outputFailure == nil ? ExitStatus.done.rawValue : ExitStatus.failed.rawValue)
        }
        do {
            if var plain = PlainWords.command(arguments) {
                try await plain.run()
            } else {
                var command = try SlipwayCommand.parseAsRoot(arguments)
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    try command.run()
                }
            }
            if let code = Console.outputFailure { throw FileError("write to standard output", code: code) }
            exit(ExitStatus.done.rawValue)
        } catch {
            exit(report(error, arguments))
        }
    }

    private static func report(_ error: any Error, _ arguments: [String]) -> Int32 {
        if let code = error as? ExitCode { return code.rawValue }
        switch SlipwayCommand.exitCode(for: error) {
        case .success:
            // Help and version are data that was asked for.
            Console.line(SlipwayCommand.fullMessage(for: error))
            return ExitStatus.done.rawValue
        case .validationFailure:
            Console.message(SlipwayCommand.fullMessage(for: error).replacingErrorPrefix)
            if let near = misspelt(arguments) { Console.message("hint: did you mean slipway \(near)?") }
            return ExitStatus.usage.rawValue
        default:
            let report = ErrorReport(error)
            report.print()
            return report.status.rawValue
        }
    }

    /// The commands nearest to a first word that is none.
    private static func misspelt(_ arguments: [String]) -> String? {
        guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
        let names = SlipwayCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
        guard !names.contains(word) else { return nil }
        let near = NearNames.of(word, among: names)
        return near.isEmpty ? nil : near.joined(separator: " or ")
    }
}

extension String {
    /// ArgumentParser's messages in the form of all others.
    fileprivate var replacingErrorPrefix: String {
        hasPrefix("Error: ") ? "error: " + dropFirst("Error: ".count) : self
    }
}
