import NIOCore
import NIOHTTP1

/// One connection: takes its requests one after the other, has each answered, and writes the answers.
///
/// The answer to a small request is made and written on the event loop that read it. A request is handed on as soon as
/// its head is known, so that whoever may not ask is refused before a body is kept for him.
final class HTTPConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// How long a client may take for one step: to begin a request, to send its body, to take in what was written.
    private static let patience = TimeAmount.seconds(60)

    /// How long a request that was sent before the server is told to end may take to come in.
    private static let lastLook = TimeAmount.milliseconds(20)
    private static let lastLooks = 100

    private enum State {
        case idle
        /// A ``head`` has come, and of its ``body`` what came along with it.
        case gathering
        /// There is an ``exchange``.
        case answering
        /// The last answer is on its way; what still comes in is not read.
        case closing
    }

    private let responder: Responder
    private let executor: EventLoopExecutor
    // What belongs to a state stands beside it, so that looking at one copies nothing.
    private var state = State.idle
    private var head: RequestHead?
    private var body = ByteBuffer()
    private var exchange: Exchange?
    private let parser = RequestParser()
    /// What came in behind a request that is still being answered.
    private var waiting = ByteBuffer()
    private var isParsing = false
    private var hasHeldRead = false
    /// No request is taken any more but those that are being answered.
    private var isQuiescing = false
    /// No more will come; what is here already is answered.
    private var isInputClosed = false
    private var isActive = true
    /// The channel wants no more until what was written has left.
    private var isWritable = true
    private var peer = Peer(address: nil, userID: nil)
    private var lastStep = NIODeadline.now()
    /// Set while a piece of a long answer is on its way out.
    private var isWriting = false
    private var watch: Scheduled<Void>?
    private var answer = AnswerBuffer()
    private let requests = RequestHandover()

    init(responder: Responder, executor: EventLoopExecutor) {
        self.responder = responder
        self.executor = executor
    }

    // MARK: What the channel tells

    func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        activate(context)
    }

    func channelActive(context: ChannelHandlerContext) {
        activate(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        isActive = false
        watch?.cancel()
        if state == .answering { exchange?.body.breakOff() }
        letGo()
        requests.end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if isWaiting { waiting.writeBuffer(&bytes) } else { waiting = bytes }
        parse(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        goOn(context)
        context.fireChannelReadComplete()
    }

    /// Holds reading back while there is enough to do.
    func read(context: ChannelHandlerContext) {
        guard !isWaiting, isWritable, !hasFullBody else { return hasHeldRead = true }
        hasHeldRead = false
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        if isWritable { goOn(context) }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            quiesce(after: Self.lastLook, looks: Self.lastLooks, context)
        case ChannelEvent.inputClosed: endInput(context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func endInput(_ context: ChannelHandlerContext) {
        isInputClosed = true
        if state == .closing { return context.close(promise: nil) }
        goOn(context)
    }

    /// The rest of the request will not come.
    private func breakOff(_ context: ChannelHandlerContext) {
        guard let exchange, !exchange.isReceived else { return }
        exchange.body.breakOff()
        if exchange.isAnswered { close(context) }
    }

    /// Takes no further requests, after one more look at what has come in: one may lie there that was not read yet.
    private func quiesce(after delay: TimeAmount, looks: Int, _ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((connection: self, context: context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: delay) {
            let (connection, context) = bound.value
            guard connection.isActive else { return }
            // A loop that is busy may come here before it has looked at the connection at all.
            if connection.state == .idle, looks > 1, context.channel.hasUnread {
                return connection.quiesce(after: .milliseconds(1), looks: looks - 1, context)
            }
            connection.isQuiescing = true
            connection.goOn(context)
        }
    }

    // MARK: Requests

    private var isWaiting: Bool { waiting.readableBytes > 0 }

    /// Takes what waits, as far as there is room: one request after the other.
    private func parse(_ context: ChannelHandlerContext) {
        guard !isParsing else { return }
        isParsing = true
        defer { isParsing = false }
        do {
            while isActive, isWritable, !isBusy, let part = try parser.next(&waiting) {
                take(part, context)
            }
            // A request that was read whole must not stay in memory until the next one comes.
            if !isWaiting { waiting = ByteBuffer() }
            if isInputClosed, !isWaiting { try parser.end() }
        } catch {
            giveUp(context)
        }
    }

    /// What comes in is no HTTP, or ends in the middle of a request.
    private func giveUp(_ context: ChannelHandlerContext) {
        waiting = ByteBuffer()
        switch state {
        case .idle, .gathering:
            let id = RequestID.next()
            begin(Exchange(unreadable: id))
            write(responder.unreadable(id: id), context)
        case .answering:
            isQuiescing = true
            breakOff(context)
        case .closing: break
        }
    }

    private func take(_ part: RequestParser.Part, _ context: ChannelHandlerContext) {
        switch (part, state) {
        case (.head(let head), .idle):
            lastStep = .now()
            self.head = head
            state = .gathering
        case (.body(var part), .gathering):
            if body.readableBytes == 0 { body = part } else { body.writeBuffer(&part) }
        case (.end, .gathering): start(isReceived: true, context)
        case (.body(let part), .answering):
            guard exchange?.isAnswered == true else {
                exchange?.body.append(part)
                return
            }
            exchange?.discarded += part.readableBytes
            if let exchange, exchange.discarded > Request.bodyLimit { close(context) }
        case (.end, .answering):
            exchange?.isReceived = true
            exchange?.body.finish()
            if exchange?.isAnswered == true { finish(context) }
        case (_, .closing), (_, .idle), (.head, _): break
        }
    }

    private func start(isReceived: Bool, _ context: ChannelHandlerContext) {
        guard let head = head.take() else { return }
        let bytes = self.body
        self.body = ByteBuffer()
        let body: IncomingBody
        let bound = NIOLoopBound((connection: self, context: context), eventLoop: context.eventLoop)
        if isReceived {
            body = IncomingBody(bytes)
        } else {
            // HTTP/1.0 does not know interim answers.
            let expectsContinue = head.isHTTP11 && head.fields.contains("expect")
            body = IncomingBody(arriving: bytes) {
                let (connection, context) = bound.value
                if expectsContinue {
                    let line = ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
                    context.writeAndFlush(connection.wrapOutboundOut(line), promise: nil)
                }
                connection.goOn(context)
            }
        }
        let request = Request(head: head, body: body, peer: peer)
        begin(Exchange(request, isReceived: isReceived))
        requests.hand(request)
    }

    private func begin(_ exchange: Exchange) { (self.exchange, state) = (exchange, .answering) }

    /// Answers the requests of this connection one after the other, until it ends.
    ///
    /// In one task for all of them, which keeps the memory it runs in.
    private func serve(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((connection: self, context: context), eventLoop: context.eventLoop)
        let responder = responder
        Task.immediate(executorPreference: executor) {
            while let request = await bound.value.connection.requests.next() {
                let response = await responder.respond(to: request)
                let (connection, context) = bound.value
                switch response.body {
                case .none, .bytes: connection.write(response, context)
                case .stream where !connection.writeHead(response, context):
                    connection.finishStream(isWhole: true, context)
                case .stream(let pieces):
                    do {
                        try await pieces { piece in
                            try await bound.value.connection.write(piece: piece, bound.value.context)
                        }
                        bound.value.connection.finishStream(isWhole: true, bound.value.context)
                    } catch {
                        responder.brokeOff(request, error)
                        bound.value.connection.finishStream(isWhole: false, bound.value.context)
                    }
                }
            }
        }
    }

    // MARK: Answers

    private func write(_ response: Response, _ context: ChannelHandlerContext) {
        guard isActive, state == .answering, let exchange else { return }
        var (length, bytes) = (ResponseHead.Length.nothing, [UInt8]())
        if case .bytes(let body) = response.body { bytes = body }
        if response.status.mayHaveResponseBody { length = .bytes(bytes.count) }
        let keepsAlive = keepsAlive(after: exchange)
        let time = responder.now()
        answer.begin(response, in: exchange, length, keepsAlive: keepsAlive, at: time, before: bytes.count)
        if !exchange.isHead { answer.append(bytes) }
        writeAnswer(context)
        answered(keepsAlive: keepsAlive, context)
    }

    /// Writes the head of an answer that comes in pieces; false when there is no body to follow.
    private func writeHead(_ response: Response, _ context: ChannelHandlerContext) -> Bool {
        guard isActive, state == .answering, let exchange else { return false }
        let length = exchange.isHTTP11 ? ResponseHead.Length.chunked : .untilClose
        answer.begin(response, in: exchange, length, keepsAlive: keepsAlive(after: exchange), at: responder.now())
        writeAnswer(context)
        return !exchange.isHead
    }

    private func writeAnswer(_ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(answer.bytes), promise: nil)
        answer.wipe()
    }

    private func write(piece: ByteBuffer, _ context: ChannelHandlerContext) async throws {
        guard isActive, state == .answering, let exchange else { throw ChannelError.ioOnClosedChannel }
        guard piece.readableBytes > 0 else { return }
        var buffer = piece
        if exchange.isHTTP11 {
            buffer = context.channel.allocator.buffer(capacity: piece.readableBytes + 20)
            buffer.writeString(String(piece.readableBytes, radix: 16))
            buffer.writeStaticString("\r\n")
            buffer.writeImmutableBuffer(piece)
            buffer.writeStaticString("\r\n")
        }
        (lastStep, isWriting) = (.now(), true)
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: written)
        try await written.futureResult.get()
        isWriting = false
    }

    /// The end of an answer in pieces; one that broke off ends with its connection, so that nobody takes it for whole.
    private func finishStream(isWhole: Bool, _ context: ChannelHandlerContext) {
        guard isActive, state == .answering, let exchange else { return }
        guard isWhole else { return context.close(promise: nil) }
        if exchange.isHTTP11, !exchange.isHead {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "0\r\n\r\n")), promise: nil)
        }
        answered(keepsAlive: exchange.isHTTP11 && keepsAlive(after: exchange), context)
    }

    /// Whether another answer may follow this one.
    private func keepsAlive(after exchange: Exchange) -> Bool {
        exchange.keepsAlive && !isQuiescing && !(isInputClosed && !isWaiting)
    }

    private func answered(keepsAlive: Bool, _ context: ChannelHandlerContext) {
        guard state == .answering else { return }
        lastStep = .now()
        guard keepsAlive else { return close(context) }
        exchange?.isAnswered = true
        if exchange?.isReceived == true { finish(context) } else { goOn(context) }
    }

    private func finish(_ context: ChannelHandlerContext) {
        state = .idle
        exchange = nil
        goOn(context)
    }

    /// Ends the connection once all is written.
    ///
    /// Only the outgoing half at first: closing both with something unread makes the system take the answer back.
    private func close(_ context: ChannelHandlerContext) {
        let isReceived = state == .answering && exchange?.isReceived == true
        letGo()
        context.close(mode: isReceived ? .all : .output, promise: nil)
    }

    /// Keeps nothing of a request any more: what is still on its way of one refers to the connection, and so keeps it too.
    private func letGo() {
        state = .closing
        (head, body, exchange, waiting) = (nil, ByteBuffer(), nil, ByteBuffer())
    }

    // MARK: Order and time

    /// Takes what waits, as far as there is room, and reads on.
    private func goOn(_ context: ChannelHandlerContext) {
        guard isActive, !isParsing else { return }
        parse(context)
        // Behind a head may come nothing until somebody asks for the body.
        if state == .gathering { start(isReceived: false, context) }
        if isQuiescing || isInputClosed, state == .idle, !isWaiting { return context.close(promise: nil) }
        if hasHeldRead { read(context: context) }
    }

    private var isBusy: Bool { state == .answering && exchange?.isReceived == true }

    private var hasFullBody: Bool {
        guard state == .answering, exchange?.isAnswered == false, let unclaimed = exchange?.body.unclaimed else {
            return false
        }
        return unclaimed >= IncomingBody.lookahead
    }

    private func activate(_ context: ChannelHandlerContext) {
        guard watch == nil else { return }
        peer = Peer(channel: context.channel)
        serve(context)
        watchTime(context, until: lastStep + Self.patience)
    }

    /// Closes a connection whose client lets the server wait; one timer a connection, not one a request.
    private func watchTime(_ context: ChannelHandlerContext, until deadline: NIODeadline) {
        let bound = NIOLoopBound((connection: self, context: context), eventLoop: context.eventLoop)
        watch = context.eventLoop.scheduleTask(deadline: deadline) {
            let (connection, context) = bound.value
            guard connection.isActive else { return }
            let next = connection.lastStep + Self.patience
            guard connection.waitsForClient, next <= .now() else {
                return connection.watchTime(context, until: max(next, .now() + .seconds(1)))
            }
            context.close(promise: nil)
        }
    }

    private var waitsForClient: Bool {
        state != .answering || isWriting || exchange?.isReceived == false
    }
}
