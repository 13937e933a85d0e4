import ArgumentParser
import SlipwayClient

/// `slipway secret:unset`.
struct SecretUnset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret:unset",
        abstract: "Unset a secret of an app; its old versions go too.",
        discussion: """
            EXAMPLES:
              slipway secret:unset myapp OLD_SECRET
              slipway secret:unset myapp OLD_SECRET --env=staging
            """
    )

    @Argument(help: "The app (default: slipway.json), then the secret.")
    var arguments: [String]

    @Option(name: .customLong("if-version"), help: "Only when it is at this version.")
    var ifVersion: Int64?

    @OptionGroup var place: PlaceOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let (place, rest) = try place.place(arguments, words: .some)
        try await UnsetCommand(names: rest, ifVersion: ifVersion, place: place.description, context: place.context())
            .run(
                connection.connection(),
                .secrets(app: place.app, environment: place.environment),
                asJSON: output.json
            )
    }
}
