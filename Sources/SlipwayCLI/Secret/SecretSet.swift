import ArgumentParser
import SlipwayClient
import SlipwayWire

/// `slipway secret:set`.
struct SecretSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret:set",
        abstract: "Set secrets of an app.",
        discussion: """
            A value on the command line can be seen by others on this machine and stays in the shell's history. Give only
            the name to be asked for the value without echo, or to have it read from standard input, byte for byte.

            EXAMPLES:
              slipway secret:set myapp STRIPE_KEY=sk_live_xxx
              slipway secret:set myapp STRIPE_KEY --env=staging
              openssl rand -hex 32 | slipway secret:set myapp JWT_SECRET
              slipway secret:set myapp --from-file TLS_KEY=server.key
            """
    )

    @Argument(help: "The app (default: slipway.json), then KEY=value or KEY.")
    var arguments: [String] = []

    @OptionGroup var place: PlaceOptions
    @OptionGroup var set: SetOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let (place, pairs) = try place.place(arguments, words: set.files.isEmpty ? .some : .none)
        let connection = try connection.connection()
        let items = try set.words(pairs).items()
        var context = place.context()
        context.name = items.count == 1 ? items.first?.name : nil
        let result = try await connection.with(context) { client in
            try await client.set(items, in: .secrets(app: place.app, environment: place.environment))
        }
        try SetReport(items: items, result: result, place: place.description).print(asJSON: output.json)
    }
}
