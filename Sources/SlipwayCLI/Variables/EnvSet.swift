import ArgumentParser
import SlipwayClient
import SlipwayWire

/// `slipway env:set`.
struct EnvSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "env:set",
        abstract: "Set plain variables of an app, or global ones; their values can be listed.",
        discussion: """
            Anything that must not be seen is a secret: use secret:set. A variable of the app wins over a global one.

            EXAMPLES:
              slipway env:set myapp LOG_LEVEL=info FEATURE_X=on
              slipway env:set --global REGION=eu-west-1
            """
    )

    @Argument(help: "The app (default: slipway.json), then KEY=value or KEY.")
    var arguments: [String] = []

    @Flag(help: "Set global variables, for every environment of every app.")
    var global = false

    @OptionGroup var place: PlaceOptions
    @OptionGroup var set: SetOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let (place, pairs) = try VariablePlace.resolve(
            arguments,
            isGlobal: global,
            options: place,
            words: set.files.isEmpty ? .some : .none
        )
        let connection = try connection.connection()
        let items = try set.words(pairs).items()
        var context = place.context
        context.name = items.count == 1 ? items.first?.name : nil
        let result = try await connection.with(context) { try await $0.set(items, in: place.path) }
        try SetReport(items: items, result: result, place: place.description).print(asJSON: output.json)
    }
}
