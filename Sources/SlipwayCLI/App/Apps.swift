import ArgumentParser
import SlipwayClient
import SlipwayWire

/// `slipway apps`.
struct Apps: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "apps", abstract: "List the apps you may see.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let list = try await connection.connection().with { try await $0.apps() }
        if output.json { return try JSONOutput.print(list) }
        guard !list.apps.isEmpty else {
            return Console.message("there are no apps yet; create one with: slipway init myapp")
        }
        Table(
            columns: [Table.Column("NAME", width: 20), Table.Column("CREATED", width: 19), Table.Column("BY")],
            rows: list.apps.map { [$0.name, TableTime.minute($0.createdAt), $0.createdBy] }
        ).print()
    }
}
