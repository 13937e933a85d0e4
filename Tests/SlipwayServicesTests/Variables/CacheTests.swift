import SlipwayModel
import SlipwayStore
import SlipwayTesting
import Synchronization
import Testing

@testable import SlipwayServices

@Suite("The cache of sealed variables", .timeLimit(.minutes(10)))
struct CacheTests {
    @Test("W5 what was set is what is injected next, also where it was set globally")
    func loop() async throws {
        let services = try await ServicesFixture.withApp().services
        for number in 1...40 {
            try await services.set("GLOBAL", "\(number)", in: .global)
            #expect(try await services.injected(["GLOBAL"]) == ["GLOBAL": "\(number)"])
            try await services.set("OWN", "\(number)", in: .staging)
            #expect(try await services.injected(["OWN"], of: .myapp, .staging) == ["OWN": "\(number)"])
            guard number.isMultiple(of: 5) else { continue }
            try await services.unset("OWN", in: .staging)
            #expect(try await services.injected(of: .myapp, .staging) == ["GLOBAL": "\(number)"])
        }
    }

    @Test("W5 a reader never sees a value that was replaced before it began")
    func concurrent() async throws {
        let services = try await ServicesFixture.withApp().services
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for number in 1...25 {
                        try await services.set("KEY_\(writer)", "\(number)")
                        let seen = try await services.injected(["KEY_\(writer)"])["KEY_\(writer)"]
                        #expect(seen == "\(number)")
                    }
                }
            }
            for _ in 0..<4 {
                group.addTask {
                    var last = [Int](repeating: 0, count: 4)
                    for _ in 0..<40 {
                        let seen = try await services.injected()
                        for writer in 0..<4 {
                            let number = Int(seen["KEY_\(writer)"] ?? "0") ?? -1
                            #expect(number >= last[writer])
                            last[writer] = number
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("W5 what a write that failed left in the store is what is read next")
    func doubtful() async throws {
        let fixture = try await ServicesFixture.withApp()
        let store = DoubtfulStore(inner: fixture.store)
        let services = try await fixture.secondServices(over: store)
        try await services.set("KEY", "1")
        #expect(try await services.injected(["KEY"]) == ["KEY": "1"])
        #expect(try await services.listed().map(\.version) == [1])
        store.fails.isSet = true
        #expect(await failure { try await services.set("KEY", "2") }?.code == .storeFailed)
        store.fails.isSet = false
        #expect(try await services.injected(["KEY"]) == ["KEY": "2"])
        #expect(try await services.listed().map(\.version) == [2])
        store.fails.isSet = true
        #expect(await failure { try await services.unset("KEY") }?.code == .storeFailed)
        store.fails.isSet = false
        #expect(await failure { try await services.injected(["KEY"]) }?.code == .secretNotFound)
        #expect(try await services.listed().isEmpty)
    }

    @Test("W5 while a write is on its way from the disk to whoever waits for it, nobody sees a half of it")
    func torn() async throws {
        let fixture = try await ServicesFixture.withApp()
        let store = DoubtfulStore(inner: fixture.store)
        let services = try await fixture.secondServices(over: store)
        for name in ["A", "B"] { try await services.set(name, "1") }
        #expect(try await services.injected(["A"]) == ["A": "1"])
        let committed = AsyncStream<Void>.makeStream()
        store.holdNext.withLock { $0 = committed.continuation }
        async let written = services.variables.set(
            try ["A", "B"].map { Assignment(name: try VariableName($0), value: SecretValue("2".utf8)) },
            kind: .secret,
            in: .production,
            as: .owner
        )
        for await _ in committed.stream { break }
        #expect(try await services.injected(["B"]) == ["B": "2"])
        #expect(try await services.injected(["A", "B"]) == ["A": "2", "B": "2"])
        #expect(try await services.injected(["A"]) == ["A": "2"])
        store.release()
        #expect(try await written.map(\.version) == [2, 2])
        #expect(try await services.injected(["A", "B"]) == ["A": "2", "B": "2"])
    }

    @Test(
        "W4 what is kept of a variable is what was stored",
        arguments: [1, 127, 128, 16_384, .max, .min, -1],
        VariableKind.allCases
    )
    func packed(version: Int64, kind: VariableKind) throws {
        let (cache, name) = (VariableCache(byteLimit: 10_000), try VariableName("KEY"))
        let sealed = (0..<100).map { UInt8($0) }
        let stored = StoredVariable(
            name: name,
            kind: kind,
            version: version,
            sealed: sealed,
            updatedAt: Timestamp(milliseconds: 0),
            updatedBy: "somebody"
        )
        guard case .unknown = cache.variable(name, environmentID: 1) else { Issue.record("known"); return }
        cache.insert(stored, name, environmentID: 1, cache.ticket(name, environmentID: 1))
        cache.insert(nil, name, environmentID: 2, cache.ticket(name, environmentID: 2))
        guard case .set(kind, version, sealed) = cache.variable(name, environmentID: 1) else {
            Issue.record("something else")
            return
        }
        guard case .notSet = cache.variable(name, environmentID: 2) else { Issue.record("set"); return }
    }
}

/// A store that says of its commits that they failed, while they did not, as when the disk's answer is lost; or that says
/// nothing for a while.
private final class DoubtfulStore: Store {
    let fails = Flag()
    /// Hears when the next write is committed, whose answer then waits for ``release()``.
    let holdNext = Mutex<AsyncStream<Void>.Continuation?>(nil)
    private let held = Mutex<(@Sendable () -> Void)?>(nil)
    private let inner: any Store

    init(inner: any Store) { self.inner = inner }

    func release() { held.withLock { $0.take() }?() }

    func read<R: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> R) async throws -> R {
        try await inner.read(body)
    }

    func readState<R: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> R) async throws -> R {
        try await inner.readState(body)
    }

    func write(
        _ body: @escaping @Sendable (any Transaction) throws -> Void,
        completion: @escaping @Sendable ((any Error)?) -> Void
    ) {
        let committed = holdNext.withLock { $0.take() }
        inner.write(body) { [self] error in
            guard let committed else {
                return completion(error ?? (fails.isSet ? SlipwayError(.storeFailed, "the disk did not answer") : nil))
            }
            held.withLock { $0 = { completion(error) } }
            committed.yield()
        }
    }
}

private final class Flag: Sendable {
    private let value = Atomic<Bool>(false)
    var isSet: Bool {
        get { value.load(ordering: .sequentiallyConsistent) }
        set { value.store(newValue, ordering: .sequentiallyConsistent) }
    }
}
