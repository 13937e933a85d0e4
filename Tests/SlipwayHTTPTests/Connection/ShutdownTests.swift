import SlipwayTesting
import Testing

@Suite("Shutting down gracefully", .timeLimit(.minutes(10)))
struct ShutdownTests {
    @Test("an idle connection is closed, and the server ends")
    func idle() async throws {
        let fixture = try await APIFixture()
        let (fresh, used) = try await LiveServer.runToShutdown(fixture) { port, shutDown in
            let fresh = try OpenConnection(port: port)
            let used = try OpenConnection(port: port)
            try used.send(RawRequest.health)
            #expect(try await used.answer().status == 200)
            await shutDown()
            return (try await fresh.rest(), try await used.rest())
        }
        #expect(fresh.isEmpty && used.isEmpty)
    }

    @Test("A7 a request that waits for a commit is answered, says that it is the last, and no other follows it")
    func busy() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.runToShutdown(fixture) { port, shutDown in
            let writer = await HeldWriter(fixture.base.store)
            let connection = try OpenConnection(port: port)
            let idle = try OpenConnection(port: port)
            try idle.send(RawRequest.health)
            try connection.send(RawRequest.injection)
            #expect(try await idle.answer().status == 200)
            await shutDown()
            // Once the idle one is closed all connections have heard of it.
            #expect(try await idle.rest().isEmpty)
            #expect(throws: (any Error).self) { try OpenConnection(port: port) }
            writer.release()
            let answer = try await connection.answer()
            #expect(answer.status == 200 && answer.isLast)
            #expect(try await connection.rest().isEmpty)
        }
    }

    @Test("a request sent just before is answered")
    func justSent() async throws {
        for _ in 0..<10 {
            let fixture = try await APIFixture()
            try await LiveServer.runToShutdown(fixture) { port, shutDown in
                let connection = try OpenConnection(port: port)
                try connection.send(RawRequest.health)
                #expect(try await connection.answer().status == 200)
                try connection.send(RawRequest.injection)
                await shutDown()
                #expect(try await connection.answer().status == 200)
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    @Test("a body that is on its way may come to its end")
    func arriving() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.runToShutdown(fixture) { port, shutDown in
            let connection = try OpenConnection(port: port)
            let idle = try OpenConnection(port: port)
            let body = RawRequest.setNew
            try connection.send(RawRequest.set("Content-Length: \(body.utf8.count)") + body.prefix(10))
            try idle.send(RawRequest.health)
            _ = try await idle.answer()
            await shutDown()
            #expect(try await idle.rest().isEmpty)
            try connection.send(body.dropFirst(10))
            #expect(try await connection.answer().status == 200)
            #expect(try await connection.rest().isEmpty)
        }
        #expect(try await fixture.services.injected(["NEW"]) == ["NEW": "on-the-wire"])
    }

    @Test("a body that nobody wants may come to its end too, and then its connection ends")
    func refused() async throws {
        let fixture = try await APIFixture()
        try await LiveServer.runToShutdown(fixture) { port, shutDown in
            let connection = try OpenConnection(port: port)
            let idle = try OpenConnection(port: port)
            try connection.send(RawRequest.set(as: .none, "Content-Length: 100") + "{")
            #expect(try await connection.answer().status == 401)
            try idle.send(RawRequest.health)
            _ = try await idle.answer()
            await shutDown()
            #expect(try await idle.rest().isEmpty)
            try connection.send(String(repeating: " ", count: 99))
            #expect(try await connection.rest().isEmpty)
        }
    }
}
