import ArgumentParser
import Glibc
import SlipwayClient
import SlipwayMasking
import SlipwayModel
import SlipwayWire

/// `slipway run -- CMD`.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a program with the variables of an app injected, and their secrets masked in its output.",
        discussion: """
            The program has your environment with the app's variables on top, except anything SLIPWAY_. Its exit status is
            passed through; 126 and 127 mean what they mean in a shell, 128+n that signal n ended it.

            EXAMPLES:
              slipway run --app myapp -- node server.js
              slipway run --env staging -- ./migrate            in a folder with slipway.json
              slipway run --app myapp --only DATABASE_URL --pristine -- ./backup
            """
    )

    @Option(name: [.customLong("env"), .customShort("e")], help: "The environment.")
    var environment = EnvironmentName.production.text

    @Option(name: [.customLong("app"), .customShort("a")], help: "The app (default: slipway.json).")
    var app: String?

    @Option(help: "Only this variable; may be given several times.")
    var only: [String] = []

    @Flag(help: "Give the program the app's variables and nothing else.")
    var pristine = false

    @Flag(name: .customLong("no-masking"), help: "Leave the output as it is; needs the permission secrets.unmask.")
    var noMasking = false

    @OptionGroup var connection: ConnectionOptions

    @Argument(parsing: .captureForPassthrough, help: ArgumentHelp("The program and its arguments.", valueName: "cmd"))
    var words: [String] = []

    func run() async throws {
        let ignored = SignalRelay.ignoredByCaller()
        try refuseOptions()
        let command = words.first == "--" ? Array(words.dropFirst()) : words
        guard !command.isEmpty else {
            throw CommandError.usage(
                "there is no program to run",
                hints: ["for example: slipway run --app myapp -- ./start"]
            )
        }
        let app = try AppArgument.only([], option: app)
        let place = Place(app: app, environment: try EnvironmentName(environment).text)
        let names = only.isEmpty ? nil : try only.map { try VariableName($0).text }
        let (isUnmasked, connection) = (noMasking, try connection.connection())
        // The way to the server is closed before the program starts, so that none of it is inherited.
        let injection = try await connection.with(place.context()) { client in
            try await client.inject(app: app, environment: place.environment, names: names, isUnmasked: isUnmasked)
        }
        var process = InjectedProcess(
            arguments: CallerEnvironment.lastArguments(command),
            environment: try ChildEnvironment(
                caller: CallerEnvironment.entries(),
                injected: injection.variables.map { ($0.name, $0.value.bytes) },
                pristine: pristine
            ),
            masking: noMasking ? nil : Self.maskedValues(injection, place)
        )
        process.ignoredSignals = ignored
        do {
            throw ExitCode(try await process.run())
        } catch let failure as RunFailure {
            Console.message("slipway: \(failure.message)")
            throw ExitCode(failure.exitCode)
        }
    }

    /// The parser captures what it does not know as the program, a request for help too.
    private func refuseOptions() throws {
        guard let first = words.first, first.hasPrefix("-"), first != "--" else { return }
        if ["-h", "--help"].contains(first) { throw CleanExit.helpRequest(self) }
        throw CommandError.usage(
            "run has no option \(PrintableText.escaped(first, limit: 64))",
            hints: ["for a program of that name, put -- before it", "see the options with: slipway help run"]
        )
    }

    /// The values to mask, after a notice of those that cannot be.
    private static func maskedValues(_ injection: Injection, _ place: Place) -> [[UInt8]] {
        let secrets = injection.variables.filter { $0.kind == VariableKind.secret.rawValue }
        for secret in secrets where secret.value.bytes.isEmpty {
            Console.message("slipway: Secret Value Appears Empty: \(secret.name) has no bytes")
            Console.message(
                "hint: verify it was set correctly: slipway secret:audit \(place.app) | grep \(secret.name)"
            )
        }
        let unmaskable = secrets.filter { 1..<Masking.shortestValue ~= $0.value.bytes.count }
        if let notice = UnmaskableNotice(names: unmaskable.map(\.name)) { Console.message("\(notice)") }
        return secrets.map(\.value.bytes)
    }
}
