import SlipwayModel
import SlipwayStore
import SlipwayTesting
import Synchronization
import Testing

@Suite("Store contract", .timeLimit(.minutes(10)))
struct StoreContractTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("a read sees every write that returned before it", arguments: Engine.allCases)
    func readYourWrites(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        for id in Int64(1)...50 {
            try await store.run("INSERT INTO items (id) VALUES (\(id))")
            #expect(try await store.read { try $0.run("SELECT COUNT(*) FROM items")[0].integer(0) } == id)
        }
    }

    @Test("throwing rolls back what the body did and passes the error on", arguments: Engine.allCases)
    func rollback(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        await #expect(throws: Refusal(number: 7)) {
            try await store.write { transaction in
                try transaction.run("INSERT INTO items (id) VALUES (1)")
                try transaction.run("CREATE TABLE more (id BIGINT)")
                throw Refusal(number: 7)
            }
        }
        #expect(try await store.read { try $0.run("SELECT id FROM items") }.isEmpty)
        await #expect(throws: SlipwayError.self) { try await store.read { try $0.run("SELECT id FROM more") } }
    }

    @Test("a body's result comes back", arguments: Engine.allCases)
    func result(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        let (number, text) = try await store.write { transaction in
            let row = try transaction.run("INSERT INTO items (id, text) VALUES (5, 'five') RETURNING id, text")[0]
            return (try row.integer(0), try row.text(1))
        }
        #expect(number == 5)
        #expect(text == "five")
    }

    @Test("a completion is called once, also when its batch was run again", arguments: Engine.allCases)
    func completions(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        let writer = await HeldWriter(store)
        let calls = Mutex([Int](repeating: 0, count: 9))
        for index in 0..<9 {
            store.write { transaction in
                try transaction.run("INSERT INTO items (id) VALUES (\(index))")
                if index.isMultiple(of: 3) { throw Refusal(number: Int64(index)) }
            } completion: { error in
                #expect((error is Refusal) == index.isMultiple(of: 3))
                calls.withLock { $0[index] += 1 }
            }
        }
        writer.release()
        // It hears of its commit after all that are before it in the queue.
        try await store.run("INSERT INTO items (id) VALUES (100)")
        #expect(calls.withLock { $0 } == [Int](repeating: 1, count: 9))
    }

    @Test("a write sees what it did before, and what writes before it did", arguments: Engine.allCases)
    func ownWrites(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        try await store.run("INSERT INTO items (id) VALUES (1)")
        let counts = try await store.write { transaction in
            let before = try transaction.run("SELECT COUNT(*) FROM items")[0].integer(0)
            try transaction.run("INSERT INTO items (id) VALUES (2)")
            return [before, try transaction.run("SELECT COUNT(*) FROM items")[0].integer(0)]
        }
        #expect(counts == [1, 2])
    }

    @Test("a read is one snapshot, whatever is written meanwhile", arguments: Engine.allCases)
    func snapshot(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        try await store.run("INSERT INTO items (id, number) VALUES (1, 0), (2, 0)")
        await withThrowingTaskGroup(of: Void.self) { group in
            for number in Int64(1)...50 {
                group.addTask {
                    try await store.write { transaction in
                        try transaction.run("UPDATE items SET number = \(number) WHERE id = 1")
                        try transaction.run("UPDATE items SET number = \(number) WHERE id = 2")
                    }
                }
                group.addTask {
                    let pair = try await store.read { transaction in
                        let one = try transaction.run("SELECT number FROM items WHERE id = 1")[0].integer(0)
                        return [one, try transaction.run("SELECT number FROM items WHERE id = 2")[0].integer(0)]
                    }
                    #expect(pair[0] == pair[1])
                }
            }
        }
    }

    @Test("a read cannot write", arguments: Engine.allCases)
    func readOnly(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        await #expect(throws: SlipwayError.self) {
            try await store.read { try $0.run("INSERT INTO items (id) VALUES (1)") }
        }
        #expect(try await store.read { try $0.run("SELECT id FROM items") }.isEmpty)
    }

    @Test("a wrong statement is an error that shows no SQL and breaks nothing", arguments: Engine.allCases)
    func wrongStatement(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        for statement in ["SELEC canary", "SELECT canary FROM items", "INSERT INTO canary VALUES (1)", ""] as [Query] {
            let error = try #require(await failure { try await store.run(statement) })
            #expect(error.code == .storeFailed)
            #expect(!error.message.contains("canary"))
        }
        try await store.run("INSERT INTO items (id) VALUES (1)")
        let error = try #require(
            await failure { try await store.run("INSERT INTO items (id) VALUES (1)") }
        )
        #expect(error.code == .storeFailed)
        #expect(try await store.read { try $0.run("SELECT id FROM items") }.count == 1)
    }

    @Test("a body may catch a failed statement and go on", arguments: Engine.allCases)
    func caught(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        try await store.write { transaction in
            try transaction.run("INSERT INTO items (id) VALUES (1)")
            #expect(throws: (any Error).self) { try transaction.run("INSERT INTO items (id) VALUES (1)") }
            try transaction.run("INSERT INTO items (id) VALUES (2)")
        }
        #expect(try await store.read { try $0.run("SELECT id FROM items") }.count == 2)
    }

    @Test("statements inside a loop over rows do not disturb it", arguments: Engine.allCases)
    func nested(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        try await store.write { transaction in
            for id in Int64(1)...10 { try transaction.run("INSERT INTO items (id) VALUES (\(id))") }
            for row in try transaction.run("SELECT id FROM items ORDER BY id") {
                let id = try row.integer(0)
                try transaction.run("INSERT INTO items (id) VALUES (\(id + 100))")
                for inner in try transaction.run("SELECT id FROM items ORDER BY id") where try inner.integer(0) == id {
                    try transaction.run("UPDATE items SET number = \(id * 2) WHERE id = \(id)")
                }
            }
        }
        let sum = try await store.read { try $0.run("SELECT COUNT(*), SUM(number) FROM items")[0].values }
        #expect(sum == [.integer(20), .integer(110)])
    }

    @Test("a read inside the task of a write that returned is no deadlock", arguments: Engine.allCases)
    func alternating(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in Int64(1)...40 {
                group.addTask {
                    try await store.run("INSERT INTO items (id) VALUES (\(id))")
                    let found = try await store.read { try $0.run("SELECT id FROM items WHERE id = \(id)") }
                    #expect(found.count == 1)
                    try await store.run("UPDATE items SET number = 1 WHERE id = \(id)")
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.read { try $0.run("SELECT SUM(number) FROM items")[0].integer(0) } == 40)
    }
}
