import SlipwayStore
import SlipwayTesting
import Testing

@Suite("Writes at the same time", .timeLimit(.minutes(10)))
struct StoreBatchTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("of 200 writes at once every third throws and leaves nothing; all others commit", arguments: Engine.allCases)
    func mixed(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        let outcomes = await withTaskGroup(of: (Int64, Refusal?).self) { group in
            for id in Int64(1)...200 {
                group.addTask {
                    do {
                        let written = try await store.write { transaction in
                            try transaction.run("INSERT INTO items (id) VALUES (\(id))")
                            guard id % 3 != 0 else { throw Refusal(number: id) }
                            return id
                        }
                        return (written, nil)
                    } catch {
                        return (id, error as? Refusal)
                    }
                }
            }
            return await group.reduce(into: [Int64: Refusal?]()) { $0[$1.0] = $1.1 }
        }
        for id in Int64(1)...200 {
            #expect(outcomes[id] == .some(id % 3 == 0 ? Refusal(number: id) : nil))
        }
        let ids = try await store.read { try $0.run("SELECT id FROM items ORDER BY id").map { try $0.integer(0) } }
        #expect(ids == (Int64(1)...200).filter { $0 % 3 != 0 })
    }

    @Test("a failed statement in one write does not touch the others", arguments: Engine.allCases)
    func failedStatements(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        let failures = await withTaskGroup(of: Bool.self) { group in
            for id in Int64(1)...100 {
                group.addTask {
                    // Each number is taken twice; the second of the two fails.
                    (try? await store.run("INSERT INTO items (id) VALUES (\((id + 1) / 2))")) == nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(failures == 50)
        #expect(try await store.read { try $0.run("SELECT COUNT(*) FROM items")[0].integer(0) } == 50)
    }

    @Test("each write sees the effects of those before it: no increment is lost", arguments: Engine.allCases)
    func increments(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        try await store.run("INSERT INTO items (id, number) VALUES (1, 0)")
        let seen = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<300 {
                group.addTask {
                    try await store.write { transaction in
                        let number = try transaction.run("SELECT number FROM items WHERE id = 1")[0].integer(0)
                        try transaction.run("UPDATE items SET number = \(number + 1) WHERE id = 1")
                        return number
                    }
                }
            }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(seen == Set(0..<300))
    }

    @Test("writes of one task keep their order", arguments: Engine.allCases)
    func order(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        for id in Int64(1)...30 {
            try await store.run("INSERT INTO items (id, text) VALUES (\(id), 'a')")
            try await store.run("UPDATE items SET text = 'b' WHERE id = \(id)")
        }
        #expect(try await store.read { try $0.run("SELECT id FROM items WHERE text <> 'b'") }.isEmpty)
    }
}
