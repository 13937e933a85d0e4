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
        to bytes: inout [UInt8]
    ) {
        bytes.append("HTTP/1.1 ")
        bytes.append(contentsOf: String(response.status.code).utf8)
        bytes.append(" ")
        bytes.append(contentsOf: response.status.reasonPhrase.utf8)
        bytes.append("\r\nX-Request-Id: ")
        bytes.append(contentsOf: id.utf8)
        bytes.append("\r\nDate: ")
        bytes.append(contentsOf: date.utf8)
        if let type = response.contentType {
            bytes.append("\r\nContent-Type: ")
            bytes.append(type)
        }
        switch length {
        case .bytes(let count):
            bytes.append("\r\nContent-Length: ")
            bytes.append(contentsOf: String(count).utf8)
        case .chunked: bytes.append("\r\nTransfer-Encoding: chunked")
        case .untilClose, .nothing: break
        }
        if !keepsAlive { bytes.append("\r\nConnection: close") }
        for field in response.fields {
            bytes.append("\r\n")
            bytes.append(field.name)
            bytes.append(": ")
            bytes.append(contentsOf: field.value.utf8)
        }
        bytes.append(everywhere)
    }

    /// An answer is for whoever asked: not kept, not guessed at, not shown in a frame, and it loads nothing.
    private static let everywhere: StaticString = """
        \r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\
        Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n\r\n
        """
}

extension [UInt8] {
    fileprivate mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
