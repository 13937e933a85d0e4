import NIOCore
@testable import SlipwayHTTP
import SlipwayModel
import SlipwayTesting
import Synchronization
import Testing

@Suite("A body that may still be on its way", .timeLimit(.minutes(10)))
struct IncomingBodyTests {
    private static func buffer(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }

    /// What collecting gives: the text, or the code of the error.
    private static func collected(_ body: IncomingBody, upTo limit: Int = 100) async -> String {
        do {
            return String(buffer: try await body.collect(upTo: limit))
        } catch {
            return (error as? SlipwayError)?.code.rawValue ?? "\(error)"
        }
    }

    /// A body whose parts come when somebody wants them, and how often it was told so.
    private static func body(
        _ start: String = "",
        _ then: @escaping @Sendable (IncomingBody) -> Void
    ) -> (body: IncomingBody, demands: Demands) {
        let demands = Demands()
        let body = IncomingBody(arriving: buffer(start)) { demands.came(then) }
        demands.watch(body)
        return (body, demands)
    }

    private final class Demands: Sendable {
        private let state = Mutex<(count: Int, body: IncomingBody?)>((0, nil))
        var count: Int { state.withLock { $0.count } }
        func watch(_ body: IncomingBody) { state.withLock { $0.body = body } }
        func came(_ then: (IncomingBody) -> Void) {
            let body = state.withLock { state in
                state.count += 1
                return state.body
            }
            if let body { then(body) }
        }
    }

    @Test("one that is there is given, up to the limit", arguments: [(5, "hello"), (4, "body_too_large")])
    func complete(_ limit: Int, _ expected: String) async {
        #expect(await Self.collected(IncomingBody(Self.buffer("hello")), upTo: limit) == expected)
    }

    @Test("one that has come before anybody wanted it is given without asking for more")
    func early() async {
        let (body, demands) = Self.body("he") { _ in }
        body.append(Self.buffer("ll"))
        body.append(Self.buffer("o"))
        body.finish()
        #expect(await Self.collected(body) == "hello")
        #expect(demands.count == 0)
    }

    @Test("one that is wanted before it comes is asked for once, and given when its end is there")
    func late() async {
        let (body, demands) = Self.body("he") { body in
            body.append(Self.buffer("ll"))
            body.append(Self.buffer(""))
            body.append(Self.buffer("o"))
            body.finish()
        }
        #expect(await Self.collected(body) == "hello")
        #expect(demands.count == 1)
    }

    @Test("H6 over the limit it is refused, also where the part over it came before anybody wanted it")
    func tooLarge() async {
        let (growing, _) = Self.body("he") { body in
            body.append(Self.buffer("llo"))
            // Never finished: the refusal does not wait for the end.
        }
        #expect(await Self.collected(growing, upTo: 4) == "body_too_large")
        // What still comes is thrown away.
        growing.append(Self.buffer("more"))
        growing.finish()
        #expect(await Self.collected(growing, upTo: 4) == "body_too_large")
        let (ahead, demands) = Self.body("hello") { $0.finish() }
        #expect(await Self.collected(ahead, upTo: 4) == "body_too_large")
        #expect(demands.count == 0, "nothing more of it is wanted")
        let (full, _) = Self.body("hell") { $0.finish() }
        #expect(await Self.collected(full, upTo: 4) == "hell")
    }

    @Test("one that breaks off is the client's mistake, before and after it is wanted; one that is whole stays so")
    func brokenOff() async {
        let (waiting, _) = Self.body("he") { $0.breakOff() }
        #expect(await Self.collected(waiting) == "invalid_request")
        let (early, demands) = Self.body("he") { _ in }
        early.breakOff()
        early.append(Self.buffer("llo"))
        early.finish()
        #expect(await Self.collected(early) == "invalid_request")
        #expect(demands.count == 0)
        let (whole, _) = Self.body("hello") { _ in }
        whole.finish()
        whole.breakOff()
        #expect(await Self.collected(whole) == "hello")
    }

    @Test("it says how much waits unclaimed, and nothing once somebody wants it or it is whole")
    func unclaimed() async {
        let seen = Mutex<[Int?]>([])
        let (body, _) = Self.body("he") { body in
            seen.withLock { $0.append(body.unclaimed) }
            body.finish()
        }
        #expect(body.unclaimed == 2)
        body.append(Self.buffer("llo"))
        #expect(body.unclaimed == 5)
        #expect(await Self.collected(body) == "hello")
        #expect(seen.withLock { $0 } == [nil])
        #expect(body.unclaimed == nil && IncomingBody(Self.buffer("x")).unclaimed == nil)
    }

    @Test("W5 collected while it is put together from another thread, it is whole and in order", arguments: 0..<20)
    func concurrent(_ seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let parts = (0..<generator.int(0...50)).map { _ in generator.bytes(generator.int(0...100)) }
        let body = IncomingBody(arriving: ByteBuffer()) {}
        async let collected = body.collect(upTo: 5_000)
        for part in parts { body.append(ByteBuffer(bytes: part)) }
        body.finish()
        #expect(Array(try await collected.readableBytesView) == Array(parts.joined()))
    }
}
