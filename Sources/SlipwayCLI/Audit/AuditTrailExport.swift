import ArgumentParser
import SlipwayClient

/// `slipway audit:export`.
struct AuditTrailExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit:export",
        abstract: "Write the whole audit trail as JSON Lines, ending with a signed checkpoint.",
        discussion: """
            EXAMPLES:
              slipway audit:export > audit.jsonl
              slipway audit:verify --file audit.jsonl --public-key "$(slipway key:status --json | jq -r .audit_public_key)"
            """
    )

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.connection().with { client in
            try await client.exportAudit { Console.bytes($0) }
        }
    }
}
