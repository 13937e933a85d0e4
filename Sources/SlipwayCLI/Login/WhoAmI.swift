import ArgumentParser
import SlipwayClient
import SlipwayModel
import SlipwayWire

/// `slipway whoami`.
struct WhoAmI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami",
        abstract: "Show who you are to the server, and which server that is."
    )

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let way = try connection.connection()
        let identity = try await way.with { try await $0.whoami() }
        if output.json { return try JSONOutput.print(IdentityReport(identity: identity, server: way.server)) }
        var lines = ["\(identity.actor) (\(identity.role)) at \(way.description)"]
        if let apps = identity.apps { lines.append("only apps: \(apps.joined(separator: ", "))") }
        if let environments = identity.environments {
            lines.append("only environments: \(environments.joined(separator: ", "))")
        }
        if !identity.grants.isEmpty { lines.append("granted: \(identity.grants.joined(separator: ", "))") }
        for line in lines { Console.line(PrintableText.onOneLine(line)) }
    }
}
