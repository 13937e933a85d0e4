import Glibc
import Logging
import ServiceLifecycle
import SlipwayHTTP
import SlipwayModel
import SlipwayServices

/// A server that lives for one command, on a socket of its own in the state folder.
///
/// No daemon is needed on a laptop.
struct PrivateServer {
    let state: StateFolder

    /// Runs `body` with the path of the socket.
    ///
    /// Waits up to ten seconds for another command that has the folder at the moment.
    func with<R: Sendable>(_ body: @escaping @Sendable (String) async throws -> R) async throws -> R {
        // Set back before the command goes on: a program that it runs has the caller's.
        let callersMask = umask(0o077)
        defer { umask(callersMask) }
        let instance = try await Bootstrap(folder: state.serverFolder, logLevel: .warning, lockPatience: 1_000).start()
        do {
            let result = try await serve(instance, body)
            await instance.close()
            return result
        } catch {
            await instance.close()
            throw error
        }
    }

    private func serve<R: Sendable>(
        _ instance: Bootstrap.Instance,
        _ body: @escaping @Sendable (String) async throws -> R
    ) async throws -> R {
        let socket = state.privateSocket
        defer { FileAccess.remove(socket) }
        let (ready, signal) = AsyncStream<Void>.makeStream()
        let application = try SlipwayServer(
            instance.services,
            on: .socket(path: socket, transport: .localUsers),
            logger: instance.logger
        ) { _ in signal.yield() }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [application], logger: instance.logger)
        )
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { signal.finish() }
                try await group.run()
            }
            var isReady = false
            for await _ in ready {
                isReady = true
                break
            }
            guard isReady else {
                try await tasks.waitForAll()
                throw StartError("the server of \(state.serverFolder) ended before it was ready")
            }
            do {
                let result = try await body(socket)
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return result
            } catch {
                // Leaving while it still runs would cancel it, and what it then logs would stand above the error.
                await group.triggerGracefulShutdown()
                try? await tasks.waitForAll()
                throw error
            }
        }
    }
}

extension Transport {
    /// Whoever can open the socket is an owner: it is open to the server's own user, and to root.
    static let localUsers = Transport.socket { userID in
        Identity(actor: "\(Caller.userName(userID))@localhost", role: .owner)
    }
}
