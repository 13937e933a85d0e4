import CNIOLLHTTP
import NIOCore

/// Takes the bytes of one connection apart into requests.
///
/// By llhttp, the parser of Node.js, as SwiftNIO carries it, in its strict mode. NIO's own handler for it makes strings of
/// all header fields and hands each part through its pipeline, which was an eighth of the work of reading a secret.
final class RequestParser {
    enum Part {
        case head(RequestHead)
        case body(ByteBuffer)
        case end
    }

    /// What came in is no HTTP/1 request, or its head is larger than anybody needs.
    struct Unreadable: Error {}

    private let parser = UnsafeMutablePointer<llhttp_t>.allocate(capacity: 1)
    private let settings = UnsafeMutablePointer<llhttp_settings_t>.allocate(capacity: 1)
    private let message = UnsafeMutablePointer<ParsedMessage>.allocate(capacity: 1)
    private var body: ByteBuffer?

    init() {
        message.initialize(to: ParsedMessage())
        ParsedMessage.listen(settings)
        c_nio_llhttp_init(parser, HTTP_REQUEST, settings)
        parser.pointee.data = UnsafeMutableRawPointer(message)
    }

    deinit {
        message.deinitialize(count: 1)
        message.deallocate()
        settings.deallocate()
        parser.deallocate()
    }

    /// The next part of a request, whose bytes are taken from `input`; nothing when more of them must come.
    ///
    /// Never reads beyond the end of a request before it has given that end.
    func next(_ input: inout ByteBuffer) throws(Unreadable) -> Part? {
        if let part = takePart() { return part }
        guard input.readableBytes > 0 else { return nil }
        try read(&input)
        return takePart()
    }

    /// Call when no more will come.
    ///
    /// - Throws: when that breaks off a request.
    func end() throws(Unreadable) {
        if message.pointee.hasBegun { throw Unreadable() }
    }

    private func takePart() -> Part? {
        if let head = message.pointee.head.take() { return .head(head) }
        if let body = body.take() { return .body(body) }
        guard message.pointee.isComplete else { return nil }
        message.pointee.isComplete = false
        return .end
    }

    private func read(_ input: inout ByteBuffer) throws(Unreadable) {
        let (code, end) = input.withUnsafeReadableBytes { bytes in
            message.pointee.input = bytes.baseAddress
            let code = c_nio_llhttp_execute_swift(parser, bytes.baseAddress, bytes.count)
            guard code != HPE_OK, let start = bytes.baseAddress, let stop = c_nio_llhttp_get_error_pos(parser) else {
                return (code, bytes.count)
            }
            return (code, UnsafeRawPointer(stop) - start)
        }
        switch code {
        case HPE_OK: break
        case HPE_PAUSED: c_nio_llhttp_resume(parser)
        default:
            message.pointee.head = nil
            throw Unreadable()
        }
        for piece in message.pointee.pieces {
            guard var slice = input.getSlice(at: input.readerIndex + piece.lowerBound, length: piece.count) else {
                throw Unreadable()
            }
            if body == nil { body = slice } else { body?.writeBuffer(&slice) }
        }
        message.pointee.pieces.removeAll(keepingCapacity: true)
        input.moveReaderIndex(forwardBy: end)
    }
}
