public import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
public import NIOCore
import NIOSSL
import SlipwayModel
public import SlipwayServices

/// The HTTP server: what `slipway serve` and the tests both run.
public enum SlipwayServer {
    /// The PEM files TLS is served with.
    public struct Certificate: Sendable {
        let chain: String
        let key: String

        public init(chain: String, key: String) {
            self.chain = chain
            self.key = key
        }

        fileprivate func configuration() throws -> TLSConfiguration {
            do {
                var tls = TLSConfiguration.makeServerConfiguration(
                    certificateChain: try NIOSSLCertificate.fromPEMFile(chain).map { .certificate($0) },
                    privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
                )
                tls.minimumTLSVersion = .tlsv12
                return tls
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
        let address: BindAddress
        let transport: Transport
        let certificate: Certificate?

        public static func tcp(host: String, port: Int, certificate: Certificate?, isBehindProxy: Bool) -> Listener {
            Listener(
                address: .hostname(host, port: port),
                transport: .tcp(isTLS: certificate != nil, isBehindProxy: isBehindProxy),
                certificate: certificate
            )
        }

        public static func socket(path: String, transport: Transport) -> Listener {
            Listener(address: .unixDomainSocket(path: path), transport: transport, certificate: nil)
        }
    }

    /// How many connections one listener has open at most.
    ///
    /// The process needs descriptors of its own beside theirs, and the system's libraries do not survive having none.
    static let connectionLimit = 1_024

    /// How many descriptors a process must be allowed, for both listeners, the database and what the libraries open.
    public static let descriptorsNeeded = 2 * connectionLimit + 512

    /// An application that serves `services` on `listener` until it is cancelled or shut down gracefully.
    public static func application(
        _ services: Services,
        on listener: Listener,
        logger: Logger,
        onRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) throws -> some ApplicationProtocol {
        var server = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                idleTimeout: .seconds(60),
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: 16 << 10,
                    maxHeaderListSize: 32 << 10,
                    maxHeaderFieldCount: 64
                )
            )
        )
        if let certificate = listener.certificate {
            server = try .tls(server, tlsConfiguration: certificate.configuration())
        }
        // What the framework says of connections that broke off is noise to an operator; our own layers say what matters.
        var quiet = logger
        quiet.logLevel = .critical
        return Application(
            responder: router(services, transport: listener.transport, logger: logger).buildResponder(),
            server: server,
            configuration: ApplicationConfiguration(
                address: listener.address,
                serverName: nil,
                // Beyond it, connections wait in the system's queue: each holds a descriptor and perhaps a body.
                availableConnectionsDelegate: .maximum(connectionLimit, logger: quiet)
            ),
            onServerRunning: onRunning,
            logger: logger.logLevel <= .debug ? logger : quiet
        )
    }

    static func router(
        _ services: Services,
        transport: Transport,
        logger: Logger
    ) -> Router<SlipwayRequestContext> {
        let router = Router(context: SlipwayRequestContext.self)
        router.addMiddleware {
            ProblemMiddleware(logger: logger)
            OriginMiddleware(transport: transport)
        }
        PublicRoutes(services: services).register(in: router)
        let authenticated = router.group()
            .add(middleware: AuthenticationMiddleware(authenticator: services.authenticator, transport: transport))
        for route in APIRoutes.all(services) {
            authenticated.on(RouterPath(route.path), method: route.method) { request, context in
                let request = APIRequest(request: request, context: context)
                _ = try request.query(route.query)
                return try await route.handler(request)
            }
        }
        return router
    }
}
