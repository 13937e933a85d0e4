import ArgumentParser
import SlipwayClient
import SlipwayModel
import SlipwayWire

/// `slipway audit:verify`.
struct AuditTrailVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit:verify",
        abstract: "Check that the audit trail is as it was written.",
        discussion: """
            With --file an exported trail is checked without a server, by the public key alone. Note the public key where
            nobody who can change the export can change it too.

            EXAMPLES:
              slipway audit:verify
              slipway audit:verify --file audit.jsonl --public-key 3b6a27bc…
            """
    )

    @Option(help: "An export to check instead of the server's trail.")
    var file: String?

    @Option(name: .customLong("public-key"), help: "The key of the trail: 64 hexadecimal digits, from key:status.")
    var publicKey: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let result = try await verification()
        if output.json {
            try JSONOutput.print(result)
        } else if result.intact {
            Console.message(
                "the audit trail is intact: \(result.count ?? 0) entries, \(result.checkpoints ?? 0) signed checkpoints"
            )
            Console.message("public key: \(result.publicKey)")
        }
        guard !result.intact else { return }
        throw CommandError(
            "the audit trail is broken at entry \(result.firstBroken ?? 0): \(result.reason ?? "it is not what was written")",
            hints: [
                file == nil
                    ? "keep the database and its backups as they are, and find out who could write to them"
                    : "compare with a fresh export, and with the public key as you first noted it"
            ]
        )
    }

    private func verification() async throws -> AuditVerification {
        guard let file else {
            guard publicKey == nil else { throw CommandError.usage("--public-key goes with --file") }
            return try await connection.connection().with { try await $0.verifyAudit() }
        }
        guard let publicKey, let key = Hex.decode(publicKey), key.count == 32 else {
            throw CommandError.usage(
                "--file needs --public-key with 64 hexadecimal digits",
                hints: ["the server shows it with: slipway key:status"]
            )
        }
        return try ExportVerifier(publicKey: key).verify(file)
    }
}
