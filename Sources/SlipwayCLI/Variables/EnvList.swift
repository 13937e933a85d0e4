import ArgumentParser
import SlipwayClient
import SlipwayModel
import SlipwayWire

/// `slipway env:list`.
struct EnvList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "env:list",
        abstract: "List the plain variables of an app, or the global ones, with their values.",
        discussion: """
            EXAMPLES:
              slipway env:list myapp --env=staging
              slipway env:list --global
            """
    )

    @Argument(help: "The app (default: slipway.json).")
    var arguments: [String] = []

    @Flag(help: "List the global variables.")
    var global = false

    @OptionGroup var place: PlaceOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let (place, rest) = try VariablePlace.resolve(arguments, isGlobal: global, options: place, words: .none)
        guard rest.isEmpty else { throw CommandError.usage("env:list takes only the app, not \"\(rest[0])\"") }
        let list = try await connection.connection().with(place.context) { try await $0.list(place.path) }
        if output.json { return try JSONOutput.print(list) }
        guard !list.variables.isEmpty else {
            return Console.message("no plain variables in \(place.description) yet; set one with: slipway env:set")
        }
        Table(
            columns: [Table.Column("NAME", width: 20), Table.Column("VALUE")],
            rows: list.variables.map { item in
                let text = item.value.map { String(decoding: $0.bytes, as: UTF8.self) }
                return [item.name, text ?? "(damaged: set it anew)"]
            }
        ).print()
    }
}
