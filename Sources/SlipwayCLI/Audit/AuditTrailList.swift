import ArgumentParser
import SlipwayClient
import SlipwayWire

/// `slipway audit:list`.
struct AuditTrailList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit:list",
        abstract: "Show the whole audit trail, newest first: apps, variables, keys, sign-ins and refusals too."
    )

    @OptionGroup var filter: AuditFilterOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let entries = try await filter.entries(try filter.query(), connection.connection(), context: ErrorContext())
        if output.json { return try JSONOutput.print(entries) }
        guard !entries.isEmpty else { return Console.message("no entries") }
        Table(
            columns: [
                Table.Column("TIMESTAMP", width: 21), Table.Column("USER", width: 20),
                Table.Column("ACTION", width: 10), Table.Column("SUBJECT"), Table.Column("APP"),
                Table.Column("ENVIRONMENT"), Table.Column("NAME"),
            ],
            rows: entries.map {
                [
                    TableTime.minute($0.time), $0.actor, $0.action, $0.subject, $0.app ?? "-", $0.environment ?? "-",
                    $0.name ?? "-",
                ]
            }
        ).print()
    }
}
