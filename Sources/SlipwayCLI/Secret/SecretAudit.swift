import ArgumentParser
import Glibc
import SlipwayClient
import SlipwayModel
import SlipwayWire

/// `slipway secret:audit`.
struct SecretAudit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret:audit",
        abstract: "Show who set, unset, read or was refused which secret of an app, newest first.",
        discussion: """
            EXAMPLES:
              slipway secret:audit myapp
              slipway secret:audit myapp --since=7d --action=READ
              slipway secret:audit myapp --user=ci@slipway --secret=JWT_SECRET
            """
    )

    @Argument(help: "The app (default: slipway.json).")
    var arguments: [String] = []

    @Option(name: .customLong("secret"), help: "Only this secret.")
    var secret: String?

    @Option(name: [.customLong("env"), .customShort("e")], help: "Only this environment.")
    var environment: String?

    @Option(name: [.customLong("app"), .customShort("a")], help: "The app.")
    var app: String?

    @OptionGroup var filter: AuditFilterOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let app = try AppArgument.only(arguments, option: app)
        var query = try filter.query()
        query.app = app
        query.environment = environment
        query.name = secret
        query.secretsOnly = true
        let entries = try await filter.entries(
            query,
            connection.connection(),
            context: ErrorContext(app: app, environment: environment)
        )
        if output.json { return try JSONOutput.print(entries) }
        guard !entries.isEmpty else { return Console.message("no entries about secrets of \(app)") }
        Table(
            columns: [
                Table.Column("TIMESTAMP", width: 21), Table.Column("USER", width: 20),
                Table.Column("ACTION", width: 10), Table.Column("SECRET"),
            ],
            rows: entries.map { [TableTime.minute($0.time), $0.actor, $0.action, $0.name ?? "-"] }
        ).print()
    }
}
