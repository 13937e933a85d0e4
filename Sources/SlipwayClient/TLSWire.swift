import NIOCore
import NIOPosix
import NIOSSL

/// A connection with TLS.
final class TLSWire: Wire {
    private static let time = TimeAmount.seconds(30)

    private let channel: any Channel
    private let receiver: NIOLoopBound<Receiver>

    /// Connects; `roots` are trusted instead of the system's authorities.
    static func open(host: String, port: UInt16, roots: [NIOSSLCertificate]?) async throws(WireFailure) -> TLSWire {
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            if let roots { configuration.trustRoots = .certificates(roots) }
            configuration.applicationProtocols = ["http/1.1"]
            let context = try NIOSSLContext(configuration: configuration)
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(5))
                .channelOption(.autoRead, value: false)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let name = host.isNumeric ? nil : host
                        let tls = try NIOSSLClientHandler(context: context, serverHostname: name)
                        try channel.pipeline.syncOperations.addHandlers(tls, Receiver())
                    }
                }
                .connect(host: host, port: Int(port))
                .flatMapThrowing { channel in
                    let receiver = try channel.pipeline.syncOperations.handler(type: Receiver.self)
                    return TLSWire(channel, NIOLoopBound(receiver, eventLoop: channel.eventLoop))
                }
                .get()
        } catch {
            throw WireFailure(error)
        }
    }

    private init(_ channel: any Channel, _ receiver: NIOLoopBound<Receiver>) {
        self.channel = channel
        self.receiver = receiver
    }

    deinit { channel.close(promise: nil) }

    func send(_ bytes: [UInt8]) async throws(WireFailure) {
        try await inTime { [channel, receiver] in
            // Of a failed handshake a write hears only that the channel was closed.
            channel.writeAndFlush(ByteBuffer(bytes: bytes)).flatMapErrorThrowing { throw receiver.value.failure ?? $0 }
        }
    }

    func receive() async throws(WireFailure) -> [UInt8] {
        let buffer = try await inTime { [channel, receiver] in
            channel.eventLoop.flatSubmit { receiver.value.next(channel.eventLoop.makePromise()) }
        }
        return buffer.map { Array($0.readableBytesView) } ?? []
    }

    private func inTime<R: Sendable>(_ start: () -> EventLoopFuture<R>) async throws(WireFailure) -> R {
        // Whatever waits fails when the channel is closed, with the failure noted before.
        let alarm = channel.eventLoop.scheduleTask(in: Self.time) { [channel, receiver] in
            receiver.value.end(WireFailure.noAnswerInTime)
            channel.close(promise: nil)
        }
        defer { alarm.cancel() }
        do {
            return try await start().get()
        } catch {
            throw WireFailure(error)
        }
    }

    /// Hands out what arrives, and reads on only when it is asked for more.
    private final class Receiver: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private var ready = CircularBuffer<ByteBuffer>()
        private var waiting: EventLoopPromise<ByteBuffer?>?
        private var ending: Result<ByteBuffer?, any Error>?
        private var context: ChannelHandlerContext?

        /// What ended the connection, when it was an error.
        var failure: (any Error)? {
            guard case .failure(let error) = ending else { return nil }
            return error
        }

        func handlerAdded(context: ChannelHandlerContext) { self.context = context }
        func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

        func channelActive(context: ChannelHandlerContext) {
            // The handshake needs it before anybody asks.
            context.read()
            context.fireChannelActive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            guard let waiting else { return ready.append(buffer) }
            self.waiting = nil
            waiting.succeed(buffer)
        }

        func channelInactive(context: ChannelHandlerContext) { end(nil) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            // Many servers leave without TLS's goodbye; a message cut off is noticed by its length.
            end(error as? NIOSSLError == .uncleanShutdown ? nil : error)
            context.close(promise: nil)
        }

        func next(_ promise: EventLoopPromise<ByteBuffer?>) -> EventLoopFuture<ByteBuffer?> {
            if let buffer = ready.popFirst() {
                promise.succeed(buffer)
            } else if let ending {
                promise.completeWith(ending)
            } else {
                waiting = promise
                context?.read()
            }
            return promise.futureResult
        }

        func end(_ error: (any Error)?) {
            guard ending == nil else { return }
            let result: Result<ByteBuffer?, any Error> = error.map { .failure($0) } ?? .success(nil)
            ending = result
            waiting?.completeWith(result)
            waiting = nil
        }
    }
}

extension WireFailure {
    fileprivate init(_ error: any Error) {
        self =
            switch error {
            case let error as WireFailure: error
            case is NIOSSLError, is NIOSSLExtraError: .untrusted
            case ChannelError.connectTimeout: .noAnswerInTime
            case is ChannelError: .closed
            case let error as IOError: .system(error.errnoCode)
            case let error as NIOConnectionError: Self(connecting: error)
            default: .failed
            }
    }

    /// The last address tried tells the most.
    private init(connecting error: NIOConnectionError) {
        self = error.connectionErrors.last.map { WireFailure($0.error) } ?? .noSuchHost
    }
}

extension String {
    /// An address and not a name, which TLS must not be told as one.
    fileprivate var isNumeric: Bool {
        (try? SocketAddress(ipAddress: self, port: 0)) != nil
    }
}
