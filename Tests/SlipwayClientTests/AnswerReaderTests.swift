@testable import SlipwayClient
import SlipwayTesting
import Synchronization
import Testing

@Suite("Answers off a wire")
struct AnswerReaderTests {
    /// A wire that gives these pieces, and then ends or fails.
    private final class Script: Wire {
        private let pieces: Mutex<ArraySlice<[UInt8]>>
        private let failure: WireFailure?

        init(_ pieces: [[UInt8]], failure: WireFailure? = nil) {
            // An empty piece would be the end.
            self.pieces = Mutex(pieces.filter { !$0.isEmpty }[...])
            self.failure = failure
        }

        func send(_ bytes: [UInt8]) async throws(WireFailure) { throw .failed }

        func receive() async throws(WireFailure) -> [UInt8] {
            if let piece = pieces.withLock({ $0.popFirst() }) { return piece }
            if let failure { throw failure }
            return []
        }
    }

    /// What was read: status and body, or how it failed.
    private static func read(_ pieces: [[UInt8]], failure: WireFailure? = nil) async -> String {
        var reader = AnswerReader(Script(pieces, failure: failure))
        do throws(WireFailure) {
            let head = try await reader.head()
            var body: [UInt8] = []
            while let part = try await reader.part() {
                guard !part.isEmpty else { return "an empty part" }
                body += part
            }
            // The end stays the end.
            guard try await reader.part() == nil else { return "something behind the end" }
            return "\(head.status) \(String(decoding: body, as: UTF8.self))"
        } catch {
            return "\(error)"
        }
    }

    private static func read(_ text: String) async -> String { await read([Array(text.utf8)]) }

    private static let framed = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "200 hello"),
        ("HTTP/1.1 200 OK\r\ncontent-LENGTH:5 \r\n\r\nhellobehind", "200 hello"),
        ("HTTP/1.1 200 OK\r\nContent-Length:\t0\r\n\r\n", "200 "),
        ("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", "200 hello"),
        ("HTTP/1.0 404 Not Found\r\nContent-Length: 2\r\n\r\nno", "404 no"),
        ("HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok", "200 ok"),
        ("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", "200 ok"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "200 hello"),
        ("HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: Chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\nbehind", "200 hello"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0005;a=\"b\"\r\nhello\r\nC \r\n, hel\r\nworld\r\n"
                + "000;x\r\nX-Trailer: 1\r\nY: 2\r\n\r\n",
            "200 hello, hel\r\nworld"
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n",
            "200 01234567890123456789"
        ),
        ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n", "200 hello"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "200 hello"
        ),
        ("HTTP/1.1 204 No Content\r\n\r\n", "204 "),
        ("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", "204 "),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "304 "),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 204 No\r\n\r\n", "204 "),
        ("HTTP/1.1 100 Continue\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "200 ok"),
    ]

    @Test("each way of saying how long a body is gives the body, however the bytes come", arguments: framed)
    func framing(_ text: String, _ expected: String) async {
        let bytes = Array(text.utf8)
        #expect(await Self.read(text) == expected)
        #expect(await Self.read(bytes.map { [$0] }) == expected)
        for cut in 1..<bytes.count {
            #expect(await Self.read([Array(bytes[..<cut]), Array(bytes[cut...])]) == expected, "cut at \(cut)")
        }
    }

    @Test("W4 an answer that is cut anywhere is never taken for whole", arguments: framed)
    func cut(_ text: String, _ expected: String) async throws {
        // What stands behind the end may be missing.
        let bytes = Array(text.utf8)
        let whole = try #require(await Self.wholeLength(bytes, expected))
        for length in 0..<whole {
            #expect(await Self.read([Array(bytes[..<length])]) == "closed", "cut at \(length)")
            #expect(await Self.read([Array(bytes[..<length])], failure: .noAnswerInTime) == "noAnswerInTime")
        }
    }

    /// How many of the bytes it takes to read the whole answer, one after the other.
    private static func wholeLength(_ bytes: [UInt8], _ expected: String) async -> Int? {
        for length in 0...bytes.count where await read([Array(bytes[..<length])]) == expected { return length }
        return nil
    }

    @Test("without a length the body goes on until the end")
    func untilClosed() async {
        #expect(await Self.read("HTTP/1.1 200 OK\r\n\r\nhello\r\n\r\n") == "200 hello\r\n\r\n")
        #expect(await Self.read("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n") == "200 ")
        let pieces = ["HTTP/1.1 200 OK\r\n\r\nhe", "ll", "o"].map { Array($0.utf8) }
        #expect(await Self.read(pieces) == "200 hello")
        #expect(await Self.read(pieces, failure: .closed) == "closed", "broken off is not the end")
    }

    @Test(
        "W4 what is not an answer is refused",
        arguments: [
            "\r\n\r\n", "hello\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 \r\n\r\n",
            "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 +20 OK\r\n\r\n", "HTTP/1.1 -20 OK\r\n\r\n",
            "HTTP/1.1 2O0 OK\r\n\r\n", "HTTP/1.1 ٢٠٠ OK\r\n\r\n", "ICY 200 OK\r\n\r\n", "http/1.1 200 OK\r\n\r\n",
            "SSH-2.0-OpenSSH\r\n\r\n", "220 mail ESMTP\r\n\r\n", "HTTP/1.1 000 No\r\n\r\n", "HTTP/1.1 099 No\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello", "HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nhello\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n",
        ]
    )
    func malformed(_ text: String) async {
        #expect(await Self.read(text) == "malformed")
    }

    @Test(
        "H6 a head without end is refused before it fills the memory",
        arguments: [
            ("", "a"), ("", "\r\n"), ("", "X: y\r\n"), ("HTTP/1.1 200 OK\r\n", "X: y\r\n"),
            ("HTTP/1.1 200 OK\r\nX: ", "y"), ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "0"),
        ]
    )
    func oversized(_ start: String, _ piece: String) async {
        let endless = repeatElement(Array(String(repeating: piece, count: 1_000).utf8), count: 200)
        #expect(await Self.read([Array(start.utf8)] + endless) == "malformed")
    }

    @Test("H6 a body over the limit is none, and neither is one that breaks off")
    func limited() async throws {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        for (rest, expected) in [
            ("5\r\nhello\r\n0\r\n\r\n", Array("hello".utf8)), ("5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", nil),
            ("5\r\nhel", nil),
        ] as [(String, [UInt8]?)] {
            var reader = AnswerReader(Script([Array((head + rest).utf8)]))
            _ = try await reader.head()
            #expect(await reader.body(upTo: 5) == expected)
        }
    }

    @Test("W4 no bytes whatever crash it", arguments: 0..<8)
    func fuzz(_ seed: UInt64) async {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var bytes = Array(Self.framed[generator.int(0...Self.framed.count - 1)].0.utf8)
            for _ in 0...generator.int(0...3) {
                let place = generator.int(0...bytes.count - 1)
                switch generator.int(0...2) {
                case 0: bytes[place] = UInt8(generator.int(0...255))
                case 1: bytes.insert(UInt8(generator.int(0...255)), at: place)
                default: bytes.append(contentsOf: bytes[place...])
                }
            }
            let cut = generator.int(0...bytes.count)
            let found = await Self.read([Array(bytes[..<cut]), Array(bytes[cut...])])
            let isAnswer = found.prefix(3).allSatisfy(\.isNumber)
            #expect(isAnswer || ["closed", "malformed"].contains(found), "\(found)")
        }
    }
}
