import Logging
import NIOCore
import NIOEmbedded
@testable import SlipwayHTTP
import SlipwayTesting
import Testing

@Suite("What is kept of a connection")
struct ConnectionLifetimeTests {
    private static let head = "POST /nosuch HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n"

    @Test(
        "H6 nothing, once it has ended, wherever in a request it was",
        arguments: [
            "", "POST /nos", head, "\(head)\r\n", "\(head)\r\nabc", "\(head)Connection: close\r\n\r\nabc",
            "\(head)Expect: 100-continue\r\n\r\n", "\(head)Upgrade: x\r\n\r\nabc", "no HTTP\r\n\r\n",
            "GET /health HTTP/1.1\r\nHost: a\r\n\r\n", "GET /health HTTP/1.0\r\n\r\n",
            "GET /health HTTP/1.1\r\nHost: a\r\n\r\n\(head)Connection: close\r\n\r\nabc",
        ]
    )
    func ended(input: String) async throws {
        let fixture = try await ServicesFixture()
        let responder = Responder(
            fixture.services,
            transport: .tcp(isTLS: false, isBehindProxy: false),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        #expect(try Self.isLetGo(responder, after: input))
    }

    /// On a loop that runs when it is told to, in this thread.
    private static func isLetGo(_ responder: Responder, after input: String) throws -> Bool {
        weak var connection: HTTPConnection?
        do {
            let loop = EmbeddedEventLoop()
            let channel = EmbeddedChannel(loop: loop)
            let handler = HTTPConnection(responder: responder, executor: EventLoopExecutor(loop))
            connection = handler
            try channel.pipeline.syncOperations.addHandler(handler)
            channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
            loop.run()
            try channel.writeInbound(ByteBuffer(string: input))
            loop.run()
            _ = try? channel.finish(acceptAlreadyClosed: true)
            loop.run()
        }
        return connection == nil
    }
}
