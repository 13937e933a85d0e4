import ArgumentParser
import Glibc
import Logging
import NIOCore
import ServiceLifecycle
import SlipwayHTTP
import SlipwayServices
import UnixSignals

/// `slipway serve DIR`.
struct ServeRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Start the server.",
        shouldDisplay: false
    )

    @OptionGroup var folder: ServerFolderOptions

    func run() async throws {
        let path = try folder.resolved()
        umask(0o077)
        try DescriptorLimit.raise()
        let instance = try await Bootstrap(folder: path, lockPatience: 50).start()
        do {
            // Noted at the start too: a server that is killed cannot do so at its end.
            try await instance.services.sealTrail()
            try await serve(instance)
        } catch {
            await instance.close()
            throw Self.explained(error, instance.configuration)
        }
        await instance.close()
        instance.logger.info("stopped")
    }

    private func serve(_ instance: Bootstrap.Instance) async throws {
        let (configuration, logger) = (instance.configuration, instance.logger)
        let socket = instance.state.socket
        // Left behind by a server that was killed; the lock says that none runs now.
        FileAccess.remove(socket)
        defer { FileAccess.remove(socket) }
        let tls = configuration.tls.map { setting in
            SlipwayServer.Certificate(
                chain: Self.absolute(setting.certificate, in: instance.state.serverFolder),
                key: Self.absolute(setting.key, in: instance.state.serverFolder)
            )
        }
        let (localIsOpen, opened) = AsyncStream<Never>.makeStream()
        let network = try SlipwayServer(
            instance.services,
            on: .tcp(
                host: configuration.address,
                port: configuration.port,
                certificate: tls,
                isBehindProxy: configuration.behindProxy
            ),
            logger: logger
        ) { channel in
            // Whoever is told that it is ready may come by either way. It also ends when the other listener failed.
            for await _ in localIsOpen {}
            guard !Task.isCancelled else { return }
            let address = channel.localAddress.map { "\($0.ipAddress ?? configuration.address):\($0.port ?? 0)" } ?? "-"
            logger.info("ready", metadata: ["url": "\(tls == nil ? "http" : "https")://\(address)"])
        }
        let local = try SlipwayServer(
            instance.services,
            on: .socket(path: socket, transport: .localUsers),
            logger: logger
        ) { _ in
            chmod(socket, 0o600)
            opened.finish()
        }
        let reload = ReloadSignal(instance.services)
        defer { reload.cancel() }
        var group = ServiceGroupConfiguration(
            services: [local, network],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Self.quiet(logger)
        )
        group.maximumGracefulShutdownDuration = .seconds(30)
        try await ServiceGroup(configuration: group).run()
    }

    /// For the framework, whose errors are told once and in our own words when the server stops.
    private static func quiet(_ logger: Logger) -> Logger {
        guard logger.logLevel > .debug else { return logger }
        var quiet = logger
        quiet.logLevel = .critical
        return quiet
    }

    private static func absolute(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    /// Says in one sentence why the server could not listen.
    private static func explained(_ error: any Error, _ configuration: ServeConfiguration) -> any Error {
        guard let error = error as? IOError else { return error }
        let place = "\(configuration.address):\(configuration.port)"
        switch error.errnoCode {
        case EADDRINUSE:
            return StartError("another program listens on \(place)", hint: "choose another port in slipway_serve.json")
        case EACCES:
            return StartError("this user may not listen on \(place)", hint: "choose a port over 1023")
        case EADDRNOTAVAIL:
            return StartError(
                "this machine has no address \(configuration.address)",
                hint: "see its addresses with: ip addr"
            )
        default: return StartError("could not listen on \(place): \(String(cString: strerror(error.errnoCode)))")
        }
    }
}
