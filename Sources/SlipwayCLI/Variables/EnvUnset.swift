import ArgumentParser
import SlipwayClient

/// `slipway env:unset`.
struct EnvUnset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "env:unset",
        abstract: "Unset a plain variable of an app, or a global one.",
        discussion: """
            EXAMPLES:
              slipway env:unset myapp FEATURE_X
              slipway env:unset --global REGION
            """
    )

    @Argument(help: "The app (default: slipway.json), then the variable.")
    var arguments: [String]

    @Flag(help: "Unset a global variable.")
    var global = false

    @Option(name: .customLong("if-version"), help: "Only when it is at this version.")
    var ifVersion: Int64?

    @OptionGroup var place: PlaceOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let (place, rest) = try VariablePlace.resolve(arguments, isGlobal: global, options: place, words: .some)
        try await UnsetCommand(names: rest, ifVersion: ifVersion, place: place.description, context: place.context)
            .run(connection.connection(), place.path, asJSON: output.json)
    }
}
