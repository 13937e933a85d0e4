import SlipwayClient

/// The way a command reaches its server.
///
/// There is always an HTTP API at the end of it.
enum Connection: Sendable {
    /// Named by `--server` or `SLIPWAY_SERVER`, or the one last signed in to.
    case remote(Endpoint, token: String?)
    /// The server that runs in the folder this is, reached through its socket.
    case local(StateFolder)
    /// A server folder with no server running: one is started for the length of the command.
    case privateServer(StateFolder)

    /// The way to the server of a folder: the one that runs there, or one for the length of the command.
    static func to(_ state: StateFolder) -> Connection {
        guard FileAccess.exists(state.socket) else { return .privateServer(state) }
        // Whoever serves the folder holds its lock; a socket without a lock was left behind by a killed server.
        guard let lock = try? state.lock(patience: 1) else { return .local(state) }
        lock.release()
        return .privateServer(state)
    }

    /// The server's address, or its folder.
    var server: String {
        switch self {
        case .remote(let endpoint, _): "\(endpoint)"
        case .local(let state), .privateServer(let state): state.serverFolder
        }
    }

    /// What `whoami` says of the way.
    var description: String {
        switch self {
        case .remote(let endpoint, _): "\(endpoint)"
        case .local(let state): "the server running in \(state.serverFolder)"
        case .privateServer(let state): "the server folder \(state.serverFolder)"
        }
    }

    /// Runs `body` with a client; an error is told in the light of `context`.
    func with<R: Sendable>(
        _ context: ErrorContext = ErrorContext(),
        _ body: @escaping @Sendable (SlipwayClient) async throws -> R
    ) async throws -> R {
        do {
            return try await run(body)
        } catch {
            throw ErrorInContext(error: error, context: context)
        }
    }

    private func run<R: Sendable>(_ body: @escaping @Sendable (SlipwayClient) async throws -> R) async throws -> R {
        let certificates = Caller.environment("SLIPWAY_CA_FILE")
        let token = Caller.environment("SLIPWAY_TOKEN")
        switch self {
        case .remote(let endpoint, let token):
            return try await SlipwayClient.with(endpoint, token: token, certificates: certificates, body)
        case .local(let state):
            return try await SlipwayClient.with(.socket(state.socket), token: token, body)
        case .privateServer(let state):
            return try await PrivateServer(state: state).with { socket in
                try await SlipwayClient.with(.socket(socket), token: token, body)
            }
        }
    }
}

/// An error and what the command was about when it came.
struct ErrorInContext: Error {
    let error: any Error
    let context: ErrorContext
}
