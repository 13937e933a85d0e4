import ArgumentParser
import Glibc
import SlipwayClient
import SlipwayModel
import SlipwayWire

/// `slipway secret:list`.
///
/// There is no way to have it show a value.
struct SecretList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret:list",
        abstract: "List the secrets of an app; values are never shown.",
        discussion: """
            EXAMPLES:
              slipway secret:list myapp
              slipway secret:list myapp --env=staging --long
            """
    )

    /// As wide for every value: even its length stays hidden.
    static let mask = String(repeating: "•", count: 16)

    @Argument(help: "The app (default: slipway.json).")
    var arguments: [String] = []

    @Flag(name: .shortAndLong, help: "Also show version, age and who set it.")
    var long = false

    @OptionGroup var place: PlaceOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let (place, rest) = try place.place(arguments, words: .none)
        guard rest.isEmpty else { throw CommandError.usage("secret:list takes only the app, not \"\(rest[0])\"") }
        let list = try await connection.connection().with(place.context()) { client in
            try await client.list(.secrets(app: place.app, environment: place.environment))
        }
        if output.json { return try JSONOutput.print(list) }
        guard !list.variables.isEmpty else {
            return Console.message(
                "no secrets in \(place.description) yet; set one with: slipway secret:set \(place.app) NAME --env=\(place.environment)"
            )
        }
        let now = Timestamp(milliseconds: Int64(time(nil)) * 1000)
        var columns = [Table.Column("NAME", width: 20), Table.Column("VALUE")]
        if long { columns += [Table.Column("VERSION"), Table.Column("AGE"), Table.Column("BY")] }
        let rows = list.variables.map { item in
            let known = [item.name, Self.mask]
            guard long else { return known }
            return known + [
                item.version.map { String($0) } ?? "-", TableTime.age(item.updatedAt, at: now), item.updatedBy,
            ]
        }
        Table(columns: columns, rows: rows).print()
    }
}
