import ArgumentParser
import SlipwayClient
import SlipwayWire

/// `slipway login`.
struct Login: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Sign in to a server with an API key, and keep the key for later commands.",
        discussion: """
            The key is asked for without echo, or taken from SLIPWAY_TOKEN or standard input; it is kept in
            credentials.json under $XDG_CONFIG_HOME/slipway, which only you can read.

            EXAMPLES:
              slipway login --server https://slipway.example.com
            """
    )

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard let address = connection.server ?? Caller.environment("SLIPWAY_SERVER") else {
            throw CommandError.usage(
                "which server? Name it with --server or SLIPWAY_SERVER",
                hints: ["for example: slipway login --server https://slipway.example.com"]
            )
        }
        let endpoint = try Endpoint(address: address)
        let token = try token()
        let way = Connection.remote(endpoint, token: token)
        if endpoint.isExposed {
            Console.message("warning: \(endpoint) is plain HTTP: keys and values can be read on the way")
        }
        let identity = try await way.with { try await $0.login() }
        var saved = try SavedLogin.load()
        try saved.add("\(endpoint)", token: token)
        if output.json { return try JSONOutput.print(IdentityReport(identity: identity, server: "\(endpoint)")) }
        Console.message("signed in to \(endpoint) as \(identity.actor) (\(identity.role))")
    }

    private func token() throws -> String {
        if let token = Caller.environment("SLIPWAY_TOKEN") { return token }
        var bytes = try Prompt.secret("API key", limit: 4_096)
        while let last = bytes.last,
            last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") || last == UInt8(ascii: " ")
        {
            bytes.removeLast()
        }
        guard !bytes.isEmpty, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw CommandError.usage("this is not an API key: it has 52 letters and digits")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
