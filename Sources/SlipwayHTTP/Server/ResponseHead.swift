import NIOCore
import NIOHTTP1
import SlipwayModel

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
        let own = response.fields.reduce(0) { $0 + $1.name.utf8CodeUnitCount + $1.value.utf8.count + 4 }
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: ordinarySize + own) { memory in
            var pen = Pen(memory)
            pen.put("HTTP/1.1 ")
            pen.put(String(response.status.code))
            pen.put(" ")
            pen.put(response.status.reasonPhrase)
            pen.put("\r\nX-Request-Id: ")
            pen.put(id)
            pen.put("\r\nDate: ")
            pen.put(date)
            if let type = response.contentType {
                pen.put("\r\nContent-Type: ")
                pen.put(type)
            }
            switch length {
            case .bytes(let count):
                pen.put("\r\nContent-Length: ")
                pen.put(String(count))
            case .chunked: pen.put("\r\nTransfer-Encoding: chunked")
            case .untilClose, .nothing: break
            }
            if !keepsAlive { pen.put("\r\nConnection: close") }
            for field in response.fields {
                pen.put("\r\n")
                pen.put(field.name)
                pen.put(": ")
                pen.put(field.value)
            }
            pen.put(everywhere)
            return pen.count
        }
    }

    /// More bytes than a head can have without the fields that one answer has beside what every answer does.
    static let ordinarySize = 480

    /// An answer is for whoever asked: not kept, not guessed at, not shown in a frame, and it loads nothing.
    private static let everywhere: StaticString = """
        \r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\
        Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n\r\n
        """
}

/// Puts text behind text; the program ends rather than write beyond the memory it was given.
private struct Pen {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ memory: UnsafeMutableRawBufferPointer) { self.memory = memory }

    mutating func put(_ text: StaticString) {
        put(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func put(_ text: String) { text.withUTF8Bytes { put($0) } }

    private mutating func put(_ text: UnsafeBufferPointer<UInt8>) {
        // A release build checks no pointer by itself.
        precondition(text.count <= memory.count - count, "the head of an answer is larger than was thought")
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: UnsafeRawBufferPointer(text))
        count += text.count
    }
}
