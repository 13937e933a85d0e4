import ArgumentParser
import SlipwayClient
import SlipwayWire

/// `slipway environments`.
struct Environments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "environments",
        abstract: "List the environments of an app."
    )

    @Argument(help: "The app (default: slipway.json).")
    var arguments: [String] = []

    @Option(name: [.customLong("app"), .customShort("a")], help: "The app.")
    var app: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let app = try AppArgument.only(arguments, option: app)
        let list = try await connection.connection().with(ErrorContext(app: app)) { try await $0.environments(of: app) }
        if output.json { return try JSONOutput.print(list) }
        Table(
            columns: [Table.Column("NAME", width: 20), Table.Column("CREATED", width: 19), Table.Column("BY")],
            rows: list.environments.map { [$0.name, TableTime.minute($0.createdAt), $0.createdBy] }
        ).print()
    }
}
