import NIOCore
import NIOEmbedded
import NIOHTTP1
@testable import SlipwayHTTP
import SlipwayTesting
import Testing

@Suite("How bytes are taken apart into requests")
struct RequestParserTests {
    /// One request that came in whole, as one line.
    private static func line(
        _ method: HTTPMethod,
        _ target: String,
        _ keepsAlive: Bool,
        _ fields: [String],
        _ body: String
    ) -> String {
        "\(method.rawValue) \(target) \(keepsAlive ? "goes on" : "ends") \(fields) \(body)"
    }

    private static let names: [StaticString] = [
        "host", "x-a", "x-b", "content-length", "transfer-encoding", "connection",
    ]

    /// The requests in `bytes`, which come in pieces of the sizes given and then as one; and whether they can be read.
    private static func parsed(_ bytes: [UInt8], in sizes: [Int] = []) -> (lines: [String], isUnreadable: Bool) {
        let parser = RequestParser()
        var (lines, head, body) = ([String](), RequestHead?.none, "")
        var waiting = ByteBuffer()
        for piece in pieces(of: bytes, sizes) {
            waiting.writeBytes(piece)
            do {
                while let part = try parser.next(&waiting) {
                    switch part {
                    case .head(let new): (head, body) = (new, "")
                    case .body(let piece): body += String(buffer: piece)
                    case .end:
                        guard let head else { return (lines + ["an end without a head"], false) }
                        let fields = names.map { name in
                            let value = head.fields.last(name).map { String(decoding: $0, as: UTF8.self) } ?? "-"
                            return (try? head.fields.one(name)) == nil && value != "-" ? "\(value), of several" : value
                        }
                        let path = String(decoding: head.path, as: UTF8.self)
                        let query = String(decoding: head.query, as: UTF8.self)
                        let target = query.isEmpty ? path : "\(path)?\(query)"
                        lines.append(line(head.method, target, head.keepsAlive, fields, body))
                    }
                }
            } catch {
                return (lines, true)
            }
        }
        return (lines, false)
    }

    private static func pieces(of bytes: [UInt8], _ sizes: [Int]) -> [ArraySlice<UInt8>] {
        var (pieces, rest) = ([ArraySlice<UInt8>](), bytes[...])
        for size in sizes where !rest.isEmpty {
            pieces.append(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        return rest.isEmpty ? pieces : pieces + [rest]
    }

    /// The same by the decoder of SwiftNIO.
    private static func decoded(_ bytes: [UInt8]) throws -> (lines: [String], isUnreadable: Bool) {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        let isUnreadable = (try? channel.writeInbound(ByteBuffer(bytes: bytes))) == nil
        var (lines, head, body) = ([String](), HTTPRequestHead?.none, "")
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let new): (head, body) = (new, "")
            case .body(let piece): body += String(buffer: piece)
            case .end:
                guard let head else { continue }
                let fields = names.map { name in
                    let values = head.headers.filter { $0.name.lowercased() == "\(name)" }.map(\.value)
                    return values.count > 1 ? "\(values[values.count - 1]), of several" : values.first ?? "-"
                }
                lines.append(line(head.method, head.uri, head.isKeepAlive, fields, body))
            }
        }
        return (lines, isUnreadable)
    }

    @Test("H9 it reads what SwiftNIO's decoder reads, however the bytes come in", arguments: 0..<60)
    func sameAsNIO(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            var bytes = (0..<generator.int(1...4)).flatMap { _ in Array(Self.message(&generator).utf8) }
            // Damage, in every other stream.
            if generator.int(0...1) == 0 {
                let place = generator.int(0...bytes.count - 1)
                switch generator.int(0...2) {
                case 0: bytes[place] = generator.bytes(1)[0]
                case 1: bytes.remove(at: place)
                default: bytes.insert(Array("\r\n\0: ;a0".utf8)[generator.int(0...7)], at: place)
                }
            }
            let expected = try Self.decoded(bytes)
            for sizes in [[], Array(repeating: 1, count: bytes.count), (0..<9).map { _ in generator.int(1...40) }] {
                let found = Self.parsed(bytes, in: sizes)
                #expect(found.lines == expected.lines, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
                #expect(found.isUnreadable == expected.isUnreadable)
            }
        }
    }

    @Test(
        "H9 what two servers could read differently it refuses, as SwiftNIO's decoder does",
        arguments: [
            "Content-Length: 3\r\nContent-Length: 4", "Content-Length: 3, 3", "Content-Length: +3",
            "Content-Length: 3 ",
            "Content-Length : 3", "Content-Length: 3\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked, x",
            "Transfer-Encoding: x, chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", ": x", " X: a",
            "X\u{0}: a", "X: a\u{0}", "X: a\rb", "X: a\nY: b", "X: a\r\n b",
        ]
    )
    func ambiguous(_ field: String) throws {
        for rest in ["abc", "3\r\nabc\r\n0\r\n\r\n", "3;x=y\r\nabc\r\n0\r\n\r\n", "3\nabc\r\n0\r\n\r\n", ""] {
            let bytes = Array("POST / HTTP/1.1\r\nHost: x\r\n\(field)\r\n\r\n\(rest)".utf8)
            let expected = try Self.decoded(bytes)
            for sizes in [[], Array(repeating: 1, count: bytes.count)] {
                let found = Self.parsed(bytes, in: sizes)
                #expect(found.lines == expected.lines && found.isUnreadable == expected.isUnreadable, "\(rest)")
            }
        }
    }

    @Test("what came before something unreadable is not given out after it")
    func afterwards() {
        let parser = RequestParser()
        var waiting = ByteBuffer(string: "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n")
        for _ in 0..<3 { #expect(throws: RequestParser.Unreadable.self) { try parser.next(&waiting) } }
    }

    private static func message(_ generator: inout SeededGenerator) -> String {
        let body = String(repeating: "b", count: generator.int(0...30))
        var fields = ["Host: x"]
        for _ in 0..<generator.int(0...3) {
            let name = ["X-A", "x-a", "X-B"][generator.int(0...2)]
            fields.append(
                name + [": ", ":", ":  "][generator.int(0...2)]
                    + ["", "1", "two words", "\u{E9}"][generator.int(0...3)]
            )
        }
        if generator.int(0...4) == 0 { fields.append("Connection: " + ["close", "keep-alive"][generator.int(0...1)]) }
        let start =
            ["GET", "POST", "PATCH", "HEAD", "DELETE", "OPTIONS", "PURGE"][generator.int(0...6)]
            + " " + ["/", "/a/b", "/a?b=c", "/%20??c", "*"][generator.int(0...4)]
            + " HTTP/1." + ["0", "1", "1", "1"][generator.int(0...3)]
        switch generator.int(0...2) {
        case 0: return ([start] + fields).joined(separator: "\r\n") + "\r\n\r\n"
        case 1:
            fields.append("Content-Length: \(body.utf8.count)")
            return ([start] + fields).joined(separator: "\r\n") + "\r\n\r\n" + body
        default:
            fields.append("Transfer-Encoding: chunked")
            let trailer = generator.int(0...1) == 0 ? "" : "X-A: trailing\r\n"
            let chunk = body.isEmpty ? "" : String(body.utf8.count, radix: 16) + "\r\n" + body + "\r\n"
            return ([start] + fields).joined(separator: "\r\n") + "\r\n\r\n" + chunk + chunk + "0\r\n\(trailer)\r\n"
        }
    }

    @Test(
        "a head may not grow without end",
        arguments: [
            ("GET /\(String(repeating: "a", count: 16 << 10)) HTTP/1.1\r\n\r\n", false),
            ("GET /\(String(repeating: "a", count: 16_000)) HTTP/1.1\r\n\r\n", true),
            ("GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: (16 << 10) + 1))\r\n\r\n", false),
            ("GET / HTTP/1.1\r\n\(String(repeating: "a", count: (16 << 10) + 1)): x\r\n\r\n", false),
            (
                "GET / HTTP/1.1\r\n\(String(repeating: "X: \(String(repeating: "a", count: 11_000))\r\n", count: 2))\r\n",
                true
            ),
            (
                "GET / HTTP/1.1\r\n\(String(repeating: "X: \(String(repeating: "a", count: 11_000))\r\n", count: 3))\r\n",
                false
            ),
            ("GET / HTTP/1.1\r\n\(String(repeating: "X: a\r\n", count: 64))\r\n", true),
            ("GET / HTTP/1.1\r\n\(String(repeating: "X: a\r\n", count: 65))\r\n", false),
            (chunked(trailers: 63), true), (chunked(trailers: 64), false),
        ]
    )
    func limits(_ text: String, _ isRead: Bool) {
        for sizes in [[], Array(repeating: 7, count: text.utf8.count / 7)] {
            let found = Self.parsed(Array((text + text).utf8), in: sizes)
            #expect(found.lines.count == (isRead ? 2 : 0), "what one request had does not count for the next")
            #expect(found.isUnreadable == !isRead)
        }
    }

    private static func chunked(trailers: Int) -> String {
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\(String(repeating: "X: a\r\n", count: trailers))\r\n"
    }

    @Test("an end in the middle of a request is told from one between two")
    func end() throws {
        for (text, isBroken) in [
            ("", false), ("GET / HTTP/1.1\r\n\r\n", false), ("GET / HT", true),
            ("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", true),
        ] {
            let parser = RequestParser()
            var waiting = ByteBuffer(string: text)
            while try parser.next(&waiting) != nil {}
            #expect((try? parser.end()) == nil ? isBroken : !isBroken, "\(text.debugDescription)")
        }
    }

    @Test("nothing is read beyond the end of a request before that end was taken")
    func onlyOne() throws {
        let parser = RequestParser()
        let request = "GET /health HTTP/1.1\r\n\r\n"
        var waiting = ByteBuffer(string: request + request)
        _ = try parser.next(&waiting)
        #expect(waiting.readableBytes == request.utf8.count)
        _ = try parser.next(&waiting)
        #expect(waiting.readableBytes == request.utf8.count)
    }
}
