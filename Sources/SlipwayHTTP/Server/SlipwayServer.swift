public import Logging
public import NIOCore
import NIOExtras
import NIOPosix
import NIOSSL
public import ServiceLifecycle
import SlipwayModel
public import SlipwayServices

/// The HTTP server: what `slipway serve` and the tests both run.
public struct SlipwayServer: Service {
    /// The PEM files TLS is served with.
    public struct Certificate: Sendable {
        let chain: String
        let key: String

        public init(chain: String, key: String) {
            self.chain = chain
            self.key = key
        }

        fileprivate func context() throws -> NIOSSLContext {
            do {
                var tls = TLSConfiguration.makeServerConfiguration(
                    certificateChain: try NIOSSLCertificate.fromPEMFile(chain).map { .certificate($0) },
                    privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
                )
                tls.minimumTLSVersion = .tlsv12
                return try NIOSSLContext(configuration: tls)
            } catch {
                throw SlipwayError(
                    .notReady,
                    "TLS cannot be served: \(chain) and \(key) must be a certificate and its private key in PEM form"
                )
            }
        }
    }

    /// Where and how one listener takes requests.
    public struct Listener: Sendable {
        fileprivate enum Address {
            case tcp(host: String, port: Int)
            case socket(path: String)
        }

        fileprivate let address: Address
        let transport: Transport
        fileprivate let certificate: Certificate?

        public static func tcp(host: String, port: Int, certificate: Certificate?, isBehindProxy: Bool) -> Listener {
            Listener(
                address: .tcp(host: host, port: port),
                transport: .tcp(isTLS: certificate != nil, isBehindProxy: isBehindProxy),
                certificate: certificate
            )
        }

        public static func socket(path: String, transport: Transport) -> Listener {
            Listener(address: .socket(path: path), transport: transport, certificate: nil)
        }
    }

    /// How many connections one listener has open at most.
    ///
    /// The process needs descriptors of its own beside theirs, and the system's libraries do not survive having none.
    static let connectionLimit = 1_024

    /// How many descriptors a process must be allowed, for both listeners, the database and what the libraries open.
    public static let descriptorsNeeded = 2 * connectionLimit + 512

    private let listener: Listener
    private let responder: Responder
    private let tls: NIOSSLContext?
    private let onRunning: @Sendable (any Channel) async -> Void

    /// A server of `services` on `listener`; `onRunning` hears of it once requests are taken.
    ///
    /// - Throws: `not_ready` when the certificate cannot be used.
    public init(
        _ services: Services,
        on listener: Listener,
        logger: Logger,
        onRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) throws {
        self.listener = listener
        self.onRunning = onRunning
        responder = Responder(services, transport: listener.transport, logger: logger)
        tls = try listener.certificate?.context()
    }

    /// Serves until it is cancelled or shut down gracefully; then requests under way are answered first.
    public func run() async throws {
        let group = Self.loops
        let executors = group.makeIterator().map { EventLoopExecutor($0) }
        let quiescing = ServerQuiescingHelper(group: group)
        let (responder, tls) = (responder, tls)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ConnectionLimitHandler(limit: Self.connectionLimit))
                    try pipeline.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let executor =
                        executors.first { $0.loop === channel.eventLoop } ?? EventLoopExecutor(channel.eventLoop)
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(HTTPConnection(responder: responder, executor: executor))
                }
            }
        let channel =
            switch listener.address {
            case .tcp(let host, let port): try await bootstrap.bind(host: host, port: port).get()
            case .socket(let path):
                try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
            }
        await onRunning(channel)
        let isDown = channel.eventLoop.makePromise(of: Void.self)
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await isDown.futureResult.get()
            } onGracefulShutdown: {
                quiescing.initiateShutdown(promise: isDown)
            }
        } onCancel: {
            quiescing.initiateShutdown(promise: nil)
            isDown.succeed()
        }
    }

    /// One event loop for two cores: the others are the writer's and the system's, and what all requests share does not
    /// travel from core to core.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: max(1, System.coreCount / 2))
}

/// What the log calls a server.
extension SlipwayServer: CustomStringConvertible {
    public var description: String {
        switch listener.address {
        case .tcp(let host, let port): "\(listener.transport.name)://\(host):\(port)"
        case .socket(let path): "unix:\(path)"
        }
    }
}
