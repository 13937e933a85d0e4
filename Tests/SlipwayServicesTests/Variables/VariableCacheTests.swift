import SlipwayModel
import SlipwayStore
import SlipwayTesting
import Testing

@testable import SlipwayServices

@Suite("What the cache keeps")
struct VariableCacheTests {
    private func environment(_ version: Int64, bytes: Int = 10) throws -> SealedEnvironment {
        let variable = StoredVariable(
            name: try VariableName("KEY"),
            kind: .secret,
            version: version,
            sealed: [UInt8](repeating: 0, count: bytes),
            updatedAt: FixedClock.start,
            updatedBy: "a"
        )
        return SealedEnvironment(items: [.init(variable: variable, scope: .production, environmentID: 1)])
    }

    /// The version the cache gives, loading `version` when it has none.
    private func version(_ cache: VariableCache, _ scope: Scope = .production, loading version: Int64) async throws
        -> Int64?
    {
        try await cache.environment(scope) { try environment(version) }.items.first?.variable.version
    }

    @Test("what was loaded once is not loaded again until it is invalidated")
    func keeps() async throws {
        let cache = VariableCache()
        #expect(try await version(cache, loading: 1) == 1)
        #expect(try await version(cache, loading: 2) == 1)
        #expect(try await version(cache, .staging, loading: 3) == 3)
        cache.invalidate()
        #expect(try await version(cache, loading: 4) == 4)
    }

    @Test("W5 what was loaded while a write came in between is not kept")
    func raced() async throws {
        let cache = VariableCache()
        let raced = try await cache.environment(.production) {
            let old = try environment(1)
            cache.invalidate()
            return old
        }
        #expect(raced.items.count == 1)
        #expect(try await version(cache, loading: 2) == 2)
    }

    @Test("it never holds more than its limit")
    func limit() async throws {
        let cache = VariableCache(byteLimit: 1_000)
        _ = try await cache.environment(.production) { try environment(1, bytes: 5_000) }
        #expect(try await version(cache, loading: 2) == 2)
        _ = try await cache.environment(.staging) { try environment(3, bytes: 700) }
        #expect(try await version(cache, loading: 4) == 4)
    }

    @Test("a load that fails is not kept")
    func failing() async throws {
        let cache = VariableCache()
        await #expect(throws: CancellationError.self) {
            try await cache.environment(.production) { throw CancellationError() }
        }
        #expect(try await version(cache, loading: 1) == 1)
    }

    @Test("names are found among many, and only those")
    func search() throws {
        let items = try (0..<100).map { index in
            let variable = StoredVariable(
                name: try VariableName("K\(1_000 + index * 2)"),
                kind: .plain,
                version: 1,
                sealed: [],
                updatedAt: FixedClock.start,
                updatedBy: "a"
            )
            return SealedEnvironment.Item(variable: variable, scope: .global, environmentID: 0)
        }
        let environment = SealedEnvironment(items: items)
        for index in 0..<200 {
            let name = try VariableName("K\(999 + index)")
            #expect((environment.item(name) != nil) == (index % 2 == 1 && index < 200), "\(name)")
        }
        #expect(SealedEnvironment(items: []).item(try VariableName("K")) == nil)
    }
}
