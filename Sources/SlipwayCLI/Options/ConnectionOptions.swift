import ArgumentParser
import Glibc
import SlipwayClient

/// `--server`, and how a command finds its server without it.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help:
            "The server's address, or its folder on this machine (default: SLIPWAY_SERVER, the last login, or the server folder you are in)."
    )
    var server: String?

    /// The way to the server: the address given, a saved login, the server folder this is, in this order.
    func connection() throws -> Connection {
        if let address = server ?? Caller.environment("SLIPWAY_SERVER") {
            if address.hasPrefix("/") || address.hasPrefix("."), FileAccess.isFolder(address) {
                return .to(StateFolder(serverFolder: address))
            }
            let endpoint = try Endpoint(address: address)
            let token = try Caller.environment("SLIPWAY_TOKEN") ?? SavedLogin.load().tokens["\(endpoint)"]
            return remote(endpoint, token: token)
        }
        let saved = try SavedLogin.load()
        if let address = saved.current {
            let endpoint = try Endpoint(address: address)
            return remote(endpoint, token: Caller.environment("SLIPWAY_TOKEN") ?? saved.tokens[address])
        }
        guard let state = try Self.serverFolder() else {
            throw CommandError(
                "there is no server to talk to: this is not a server folder, and you are not signed in to one",
                hints: [
                    "start one here with: slipway serve .",
                    "or sign in to one with: slipway login --server https://slipway.example.com",
                ],
                status: .unreachable
            )
        }
        return .to(state)
    }

    private func remote(_ endpoint: Endpoint, token: String?) -> Connection {
        if endpoint.isExposed {
            Console.message("warning: \(endpoint) is plain HTTP: keys and values can be read on the way")
        }
        return .remote(endpoint, token: token)
    }

    /// The nearest server folder, from the current folder upwards.
    ///
    /// It must be the caller's own. Whoever could plant one in a folder above would have commands run as its finder, and
    /// get to see what its finder sets.
    private static func serverFolder() throws -> StateFolder? {
        let marks = [StateFolder.name, ConfigurationFile.name]
        let folder = Caller.foldersUpwards.first { folder in marks.contains { FileAccess.exists("\(folder)/\($0)") } }
        guard let folder else { return nil }
        for path in [folder] + marks.map({ "\(folder)/\($0)" }) where FileAccess.exists(path) {
            guard FileAccess.isOwnAndClosed(path) else {
                throw CommandError(
                    "\(path) belongs to another user, or any user may write to it, so it is not taken for your server",
                    hints: ["if you trust it, name its folder: --server \(folder)"],
                    status: .permissionDenied
                )
            }
        }
        return StateFolder(serverFolder: folder)
    }
}
