import HTTPTypes
import HTTPTypes
import SlipwayModel
import SlipwayTesting
import Testing

/// Bodies that come in pieces, late, too large, or not at all.
@Suite("Bodies on the wire", .timeLimit(.minutes(10)))
struct ArrivingBodyTests {
    /// Has the server read all that was sent before: it takes what comes in turn.
    private static func letThrough(_ port: Int) async throws {
        for _ in 0..<2 {
            let other = try OpenConnection(port: port)
            try other.send(RawRequest.health)
            #expect(try await other.answer().status == 200)
        }
    }

    private static func isSet(_ fixture: APIFixture) async throws -> Bool {
        try await fixture.call(.get, Path.secrets).text.contains("NEW")
    }

    @Test("a request that comes byte by byte is one request")
    func byteByByte() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            for byte in RawRequest.text("PATCH", Path.secrets, as: .owner, body: RawRequest.setNew).unicodeScalars {
                try connection.send(String(byte))
            }
            #expect(try await connection.answer().status == 200)
        }
        #expect(try await fixture.services.injected(["NEW"]) == ["NEW": "on-the-wire"])
    }

    @Test("a body in later packets is waited for, and its request answered once it is there")
    func later() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            let body = RawRequest.setNew
            try connection.send(RawRequest.set("Content-Length: \(body.utf8.count)"))
            try await Self.letThrough(port)
            try connection.send(body.prefix(20))
            try await Self.letThrough(port)
            #expect(!connection.hasUnread)
            try connection.send(String(body.dropFirst(20)) + RawRequest.health)
            #expect(try await connection.answer().text.contains("NEW"))
            #expect(try await connection.answer().status == 200)
        }
    }

    @Test("H9 chunks are put together, whatever their sizes, extensions and trailers")
    func chunked() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            let body = RawRequest.setNew
            let pieces = [body.prefix(10), body.dropFirst(10).prefix(1), body.dropFirst(11)]
            let sizes = pieces.map { String($0.utf8.count, radix: 16, uppercase: true) }
            try connection.send(RawRequest.set("Transfer-Encoding: chunked"))
            try connection.send("00\(sizes[0])\r\n\(pieces[0])\r\n\(sizes[1]);a=b\r\n\(pieces[1])\r\n")
            try await Self.letThrough(port)
            try connection.send("\(sizes[2])\r\n\(pieces[2])\r\n0\r\nX-Trailer: 1\r\n\r\n" + RawRequest.health)
            #expect(try await connection.answer().text.contains("NEW"))
            #expect(try await connection.answer().status == 200)
        }
        #expect(try await fixture.services.injected(["NEW"]) == ["NEW": "on-the-wire"])
    }

    @Test("Expect: 100-continue gets its interim answer when the body is wanted, and then the real one")
    func expected() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            let head = RawRequest.set("Content-Length: \(RawRequest.setNew.utf8.count)", "Expect: 100-continue")
            for _ in 0..<2 {
                try connection.send(head)
                let interim = try await connection.answer()
                #expect(interim.status == 100 && interim.fields.isEmpty)
                try connection.send(RawRequest.setNew)
                #expect(try await connection.answer().status == 200)
            }
        }
    }

    @Test("W5 Expect: 100-continue is answered also behind a request that waits for a commit")
    func expectedLater() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let writer = await HeldWriter(fixture.base.store)
            let connection = try OpenConnection(port: port)
            let head = RawRequest.set("Content-Length: \(RawRequest.setNew.utf8.count)", "Expect: 100-continue")
            try connection.send(RawRequest.injection + head)
            try await Self.letThrough(port)
            #expect(!connection.hasUnread)
            writer.release()
            #expect(try await connection.answer().text.contains("SECRET"))
            #expect(try await connection.answer().status == 100)
            try connection.send(RawRequest.setNew)
            #expect(try await connection.answer().status == 200)
        }
    }

    @Test("Z2 who may not ask, or asks for what no body mends, is refused without an interim answer")
    func notExpected() async throws {
        let fixture = try await APIFixture()
        let length = "Content-Length: \(RawRequest.setNew.utf8.count)"
        let heads = [
            (RawRequest.set(as: .none, length, "Expect: 100-continue"), 401),
            (RawRequest.text("PATCH", "/nosuch", as: .owner, headers: [length, "Expect: 100-continue"]), 404),
            (RawRequest.text("PATCH", Path.secrets, as: .owner, headers: [length, "Expect: 100-continue"]), 400),
        ]
        try await LiveServer.run(fixture) { port in
            for (head, status) in heads {
                let connection = try OpenConnection(port: port)
                try connection.send(head)
                #expect(try await connection.answer().status == status)
                // A client that sends the body all the same is understood.
                try connection.send(RawRequest.setNew + RawRequest.health)
                #expect(try await connection.answer().status == 200)
            }
        }
        #expect(try await Self.isSet(fixture) == false)
    }

    @Test("HTTP/1.0 knows no interim answers and gets none")
    func oldVersion() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            let headers = [
                "Content-Type: application/json", "Content-Length: \(RawRequest.setNew.utf8.count)",
                "Expect: 100-continue",
            ]
            try connection.send(
                RawRequest.text("PATCH", Path.secrets, as: .owner, version: "HTTP/1.0", headers: headers)
            )
            try await Self.letThrough(port)
            #expect(!connection.hasUnread)
            try connection.send(RawRequest.setNew)
            #expect(try await connection.answer().status == 200)
        }
    }

    @Test("H6 a body just over the limit is 413, and the connection goes on")
    func justTooLarge() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            let count = (2 << 20) + 1
            try connection.send(RawRequest.set("Content-Length: \(count)"))
            async let sent = connection.sendAll([UInt8](repeating: UInt8(ascii: " "), count: count))
            let answer = try await connection.answer()
            #expect(answer.status == 413 && answer.text.contains("body_too_large"))
            #expect(await sent == count)
            try connection.send(RawRequest.health)
            #expect(try await connection.answer().status == 200)
        }
    }

    @Test(
        "H6 a body without end is refused before it ends, and the connection with it",
        arguments: [(Requester.owner, 413), (.none, 401)]
    )
    func endless(_ client: Requester, _ status: Int) async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            try connection.send(RawRequest.set(as: client, "Transfer-Encoding: chunked"))
            let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: UInt8(ascii: " "), count: 65_536) + [13, 10]
            // Far more than the limit, and no end.
            async let sent = connection.sendAll(Array(repeatElement(chunk, count: 128).joined()))
            #expect(try await connection.answer().status == status)
            #expect(try await connection.rest().isEmpty, "the server has ended its side")
            #expect(await sent == 128 * chunk.count, "what was still on its way did not take the answer back")
            try await Self.letThrough(port)
        }
    }

    @Test("H6 what nobody wants yet is not read into memory")
    func heldBack() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            // Without a key: before the refusal can be recorded nobody looks at the body.
            let writer = await HeldWriter(fixture.base.store)
            let connection = try OpenConnection(port: port)
            let count = 128 << 20
            try connection.send(RawRequest.set(as: .none, "Content-Length: \(count)"))
            let body = [UInt8](repeating: UInt8(ascii: " "), count: count)
            let taken = await connection.sendWhileTaken(body, milliseconds: 300)
            // The system's buffers, at both ends, and what the server looks ahead.
            #expect(taken < 64 << 20, "\(taken)")
            writer.release()
            #expect(try await connection.answer().status == 401)
        }
    }

    @Test("W4 a connection that ends in the middle of a body leaves the server well, and nothing is set")
    func brokenOff() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            for framing in ["Content-Length: \(RawRequest.setNew.utf8.count + 1)", "Transfer-Encoding: chunked"] {
                let start = framing.hasPrefix("T") ? "100\r\n\(RawRequest.setNew)" : RawRequest.setNew
                let gone = try OpenConnection(port: port)
                try gone.send(RawRequest.set(framing) + start)
                try await Self.letThrough(port)
                gone.abort()
                // The body and not only the connection: here the answer can still be heard.
                let ended = try OpenConnection(port: port)
                try ended.send(RawRequest.set(framing) + start)
                try await Self.letThrough(port)
                ended.endSending()
                let answer = try await ended.answer()
                #expect(answer.status == 400 && answer.text.contains("invalid_request"))
                #expect(try await ended.rest().isEmpty)
            }
            try await Self.letThrough(port)
        }
        #expect(try await Self.isSet(fixture) == false)
    }

    @Test("W4 a body that stops being chunks is refused")
    func badChunk() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            try connection.send(RawRequest.set("Transfer-Encoding: chunked") + "5\r\n{\"var\r\n")
            try await Self.letThrough(port)
            try connection.send("not a size\r\n" + RawRequest.health)
            let answer = try await connection.answer()
            #expect(answer.status == 400)
            #expect(try await connection.rest().isEmpty)
        }
    }

    @Test("H6 a refused request whose body then ends early, or is no body, does not keep its connection")
    func endedAfterRefusal() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.run(fixture) { port in
            let half = try OpenConnection(port: port)
            try half.send(RawRequest.set(as: .none, "Content-Length: 100") + "{")
            #expect(try await half.answer().status == 401)
            half.endSending()
            #expect(try await half.rest().isEmpty)
            let bad = try OpenConnection(port: port)
            try bad.send(RawRequest.set(as: .none, "Transfer-Encoding: chunked"))
            #expect(try await bad.answer().status == 401)
            try bad.send("not a size\r\n")
            #expect(try await bad.rest().isEmpty)
        }
    }
}
