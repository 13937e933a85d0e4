import ArgumentParser
import SlipwayClient
import SlipwayWire

/// `slipway key:status`.
struct MasterKeyStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key:status",
        abstract: "Show which master key is in use and the public key of the audit trail."
    )

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let status = try await connection.connection().with { try await $0.keyStatus() }
        if output.json { return try JSONOutput.print(status) }
        Table(
            columns: [Table.Column("KEY", width: 20), Table.Column("VALUE")],
            rows: [
                ["master key id", status.masterKeyID],
                ["comes from", status.source],
                ["data keys", String(status.dataKeys)],
                ["store created", TableTime.minute(status.createdAt)],
                ["audit public key", status.auditPublicKey],
            ]
        ).print()
    }
}
