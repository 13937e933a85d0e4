import NIOCore
import NIOHTTP1

/// Writes the head of an answer: the status line, the headers every answer has, and its own.
enum ResponseHead {
    enum Length {
        case bytes(Int)
        case chunked
        case untilClose
        /// The status says that there is none.
        case nothing
    }

    static func write(
        _ response: Response,
        id: String,
        length: Length,
        keepsAlive: Bool,
        date: String,
        to buffer: inout ByteBuffer
    ) {
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeString(String(response.status.code))
        buffer.writeStaticString(" ")
        buffer.writeString(response.status.reasonPhrase)
        buffer.writeStaticString("\r\nX-Request-Id: ")
        buffer.writeString(id)
        buffer.writeStaticString("\r\nDate: ")
        buffer.writeString(date)
        if let type = response.contentType {
            buffer.writeStaticString("\r\nContent-Type: ")
            buffer.writeStaticString(type)
        }
        switch length {
        case .bytes(let count):
            buffer.writeStaticString("\r\nContent-Length: ")
            buffer.writeString(String(count))
        case .chunked: buffer.writeStaticString("\r\nTransfer-Encoding: chunked")
        case .untilClose, .nothing: break
        }
        if !keepsAlive { buffer.writeStaticString("\r\nConnection: close") }
        for field in response.fields {
            buffer.writeStaticString("\r\n")
            buffer.writeStaticString(field.name)
            buffer.writeStaticString(": ")
            buffer.writeString(field.value)
        }
        buffer.writeStaticString(everywhere)
    }

    /// An answer is for whoever asked: not kept, not guessed at, not shown in a frame, and it loads nothing.
    private static let everywhere: StaticString = """
        \r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\
        Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n\r\n
        """
}
