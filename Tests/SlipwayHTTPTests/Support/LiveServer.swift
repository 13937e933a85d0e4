import Logging
import NIOCore
import ServiceLifecycle
import SlipwayHTTP
import SlipwayServices
import SlipwayTesting
import Synchronization

/// The server of a fixture on a real port.
enum LiveServer {
    static func run<R: Sendable>(
        _ fixture: APIFixture,
        _ body: @escaping @Sendable (_ port: Int) async throws -> R
    ) async throws -> R {
        let (ports, running) = AsyncStream<Int>.makeStream()
        let server = try server(of: fixture, running)
        return try await withThrowingTaskGroup(of: R?.self) { group in
            group.addTask {
                defer { running.finish() }
                try await server.run()
                return nil
            }
            group.addTask {
                for await port in ports { return try await body(port) }
                throw CancellationError()
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    /// As ``run(_:_:)``, but the server is told to shut down by `shutDown`, at the latest after `body`, and has answered
    /// what was under way when this returns.
    static func runToShutdown<R: Sendable>(
        _ fixture: APIFixture,
        _ body: @escaping @Sendable (_ port: Int, _ shutDown: @Sendable () async -> Void) async throws -> R
    ) async throws -> R {
        let (ports, running) = AsyncStream<Int>.makeStream()
        let server = try server(of: fixture, running)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [server], logger: fixture.log.logger())
        )
        return try await withThrowingTaskGroup(of: R?.self) { tasks in
            tasks.addTask {
                defer { running.finish() }
                try await group.run()
                return nil
            }
            tasks.addTask {
                for await port in ports {
                    let result = try await body(port) { await group.triggerGracefulShutdown() }
                    await group.triggerGracefulShutdown()
                    return result
                }
                throw CancellationError()
            }
            var found: R?
            while let result = try await tasks.next() { found = result ?? found }
            guard let found else { throw CancellationError() }
            return found
        }
    }

    private static func server(
        of fixture: APIFixture,
        _ running: AsyncStream<Int>.Continuation
    ) throws -> SlipwayServer {
        try SlipwayServer(
            fixture.services,
            on: .tcp(host: "127.0.0.1", port: 0, certificate: nil, isBehindProxy: false),
            logger: fixture.log.logger()
        ) { channel in
            running.yield(channel.localAddress?.port ?? 0)
            running.finish()
        }
    }
}
