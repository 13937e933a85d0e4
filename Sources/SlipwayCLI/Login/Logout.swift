import ArgumentParser
import SlipwayClient

/// `slipway logout`.
struct Logout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Forget the API key of a server. The key itself stays valid until it is removed on the server."
    )

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        var saved = try SavedLogin.load()
        let address = connection.server ?? Caller.environment("SLIPWAY_SERVER")
        let named = try address.map { "\(try Endpoint(address: $0))" }
        guard let server = named ?? saved.current else { return Console.message("you are not signed in to any server") }
        let wasKnown = try saved.remove(server)
        Console.message(wasKnown ? "forgot the key of \(server)" : "you are not signed in to \(server)")
    }
}
