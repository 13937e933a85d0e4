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
        let application = try SlipwayServer(
            fixture.services,
            on: .tcp(host: "127.0.0.1", port: 0, certificate: nil, isBehindProxy: false),
            logger: fixture.log.logger()
        ) { channel in
            running.yield(channel.localAddress?.port ?? 0)
            running.finish()
        }
        return try await withThrowingTaskGroup(of: R?.self) { group in
            group.addTask {
                defer { running.finish() }
                try await application.run()
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
}
