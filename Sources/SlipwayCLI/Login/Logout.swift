import ArgumentParser
import SlipwayClient

/// `slipway logout`.
struct Logout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Forget the API key of a server. The key itself stays valid until it is removed on the server."
    )

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        var saved = try SavedLogin.load()
        let address = connection.server ?? Caller.environment("SLIPWAY_SERVER")
        let named = try address.map { "\(try Endpoint(address: $0))" }
        let server = named ?? saved.current
        let wasKnown = try server.map { try saved.remove($0) } ?? false
        if output.json { return try JSONOutput.print(Report(server: server, forgotten: wasKnown)) }
        let label = server ?? "any server"
        Console.message(wasKnown ? "forgot the key of \(label)" : "you are not signed in to \(label)")
    }

    private struct Report: Encodable {
        /// Nothing when none was named and there is no login.
        let server: String?
        let forgotten: Bool
    }
}
