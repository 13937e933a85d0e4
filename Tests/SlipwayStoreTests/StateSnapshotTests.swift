import Dispatch
import Glibc
import SlipwayModel
import SlipwayStore
import SlipwayStoreSQLite
import SlipwayTesting
import Testing

@Suite("Reads of anything but the trail", .timeLimit(.minutes(10)))
struct StateSnapshotTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("they see every write that returned before, whatever grew the trail in between", arguments: Engine.allCases)
    func readYourWrites(engine: Engine) async throws {
        let store = try await withTrail(engine)
        for id in Int64(1)...50 {
            try await store.run("INSERT INTO items (id) VALUES (\(id))")
            #expect(try await store.readState { try $0.run("SELECT COUNT(*) FROM items")[0].integer(0) } == id)
            try await store.run("INSERT INTO audit_items (id) VALUES (\(id))")
            #expect(try await store.readState { try $0.run("SELECT COUNT(*) FROM items")[0].integer(0) } == id)
        }
    }

    @Test("every kind of change is seen: rows changed and removed, tables made", arguments: Engine.allCases)
    func changes(engine: Engine) async throws {
        let store = try await withTrail(engine)
        func state() async throws -> [Int64] {
            try await store.readState { try $0.run("SELECT number FROM items ORDER BY id").map { try $0.integer(0) } }
        }
        #expect(try await state() == [])
        try await store.run("INSERT INTO items (id, number) VALUES (1, 5), (2, 6)")
        #expect(try await state() == [5, 6])
        try await store.run("UPDATE items SET number = 7 WHERE id = 1")
        #expect(try await state() == [7, 6])
        try await store.write { transaction in
            try transaction.run("INSERT INTO audit_items (id) VALUES (1)")
            try transaction.run("DELETE FROM items WHERE id = 2")
        }
        #expect(try await state() == [7])
        try await store.run("CREATE TABLE audit_more (id BIGINT)")
        #expect(try await store.readState { try $0.run("SELECT id FROM audit_more") }.isEmpty)
        try await store.run("WITH n (x) AS (SELECT 9) UPDATE items SET number = (SELECT x FROM n) RETURNING id")
        #expect(try await state() == [9])
        try await store.run("REPLACE INTO items (id, number) SELECT 1, COUNT(*) FROM audit_items")
        #expect(try await state() == [1])
    }

    @Test("a read of everything sees the trail as it is, after any number of them", arguments: Engine.allCases)
    func trail(engine: Engine) async throws {
        let store = try await withTrail(engine)
        for id in Int64(1)...20 {
            #expect(try await store.readState { try $0.run("SELECT COUNT(*) FROM items")[0].integer(0) } == 0)
            try await store.run("INSERT INTO audit_items (id) VALUES (\(id))")
            #expect(try await store.read { try $0.run("SELECT COUNT(*) FROM audit_items")[0].integer(0) } == id)
        }
    }

    @Test("they fail alone: the next one sees what there is", arguments: Engine.allCases)
    func failures(engine: Engine) async throws {
        let store = try await withTrail(engine)
        for id in Int64(1)...10 {
            try await store.run("INSERT INTO items (id) VALUES (\(id))")
            await #expect(throws: Refusal(number: id)) {
                try await store.readState { transaction in
                    #expect(try transaction.run("SELECT id FROM items").count == id)
                    throw Refusal(number: id)
                }
            }
            await #expect(throws: SlipwayError.self) { try await store.readState { try $0.run("SELECT x FROM items") } }
            #expect(try await store.readState { try $0.run("SELECT id FROM items") }.count == id)
        }
    }

    @Test("beside writers, each is one snapshot, no older than its task's last write", arguments: Engine.allCases)
    func concurrent(engine: Engine) async throws {
        let store = try await withTrail(engine)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in Int64(0)..<8 {
                group.addTask {
                    for number in Int64(1)...30 {
                        try await store.write { transaction in
                            try transaction.run(
                                """
                                INSERT INTO items (id, number) VALUES (\(writer), \(number))
                                ON CONFLICT (id) DO UPDATE SET number = \(number)
                                """
                            )
                            try transaction.run(
                                """
                                INSERT INTO items (id, number) VALUES (\(writer + 100), \(number))
                                ON CONFLICT (id) DO UPDATE SET number = \(number)
                                """
                            )
                        }
                        try await store.run("INSERT INTO audit_items (id) VALUES (\(writer * 1000 + number))")
                        let seen = try await store.readState { transaction in
                            try transaction.run(
                                "SELECT number FROM items WHERE id = \(writer) OR id = \(writer + 100)"
                            ).map { try $0.integer(0) }
                        }
                        #expect(seen == [number, number])
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("a snapshot is kept for them while only the trail grows, and left for one that another read has begun")
    func kept() async throws {
        let store = try await withTrail(.sqlite)
        func trail() async throws -> Int64 {
            try await store.readState { try $0.run("SELECT COUNT(*) FROM audit_items")[0].integer(0) }
        }
        #expect(try await trail() == 0)
        try await store.run("INSERT INTO audit_items (id) VALUES (1)")
        #expect(try await trail() == 0)
        #expect(try await store.read { try $0.run("SELECT COUNT(*) FROM audit_items")[0].integer(0) } == 1)
        try await store.run("INSERT INTO audit_items (id) VALUES (2)")
        #expect(try await trail() == 1)
        try await store.run("INSERT INTO items (id) VALUES (1)")
        #expect(try await trail() == 2)
    }

    @Test("a trigger that was put into the file does not run: it would change what a statement does not say")
    func triggers() async throws {
        let store = try await withTrail(.sqlite)
        try await store.run("INSERT INTO items (id, number) VALUES (1, 7)")
        try await store.run("CREATE TRIGGER t AFTER INSERT ON audit_items BEGIN UPDATE items SET number = 8; END")
        try await store.run("INSERT INTO audit_items (id) VALUES (1)")
        #expect(try await store.read { try $0.run("SELECT number FROM items")[0].integer(0) } == 7)
    }

    @Test("a read that ends while the store is closed keeps nothing that the log has to stay for")
    func closing() async throws {
        for round in 0..<20 {
            let path = folder.file("closing\(round).db")
            let store = try SQLiteStore(path: path)
            try await store.run("CREATE TABLE items (id BIGINT PRIMARY KEY)")
            let (isReading, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            let read = Task.detached {
                try await store.read { transaction in
                    let rows = try transaction.run("SELECT id FROM items")
                    isReading.signal()
                    mayEnd.wait()
                    return rows.count
                }
            }
            // On a thread of its own: the read may hold the only one that tasks have.
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue.global().async {
                    isReading.wait()
                    // Closing mostly comes first; the read is waited for by either.
                    mayEnd.signal()
                    continuation.resume(with: Result { try store.close() })
                }
            }
            #expect(try await read.value == 0)
            // Gone, or empty as long as the reader's connection is there.
            var status = stat()
            #expect(stat(path + "-wal", &status) != 0 || status.st_size == 0)
        }
    }

    @Test("the log does not grow without end while they are made, nor while nobody makes any")
    func log() async throws {
        let store = try await withTrail(.sqlite)
        let path = folder.file("store.db-wal")
        let bytes = [UInt8](repeating: 1, count: 1 << 20)
        for table in ["items", "audit_items"] {
            for id in Int64(1)...64 {
                if table == "items" {
                    try await store.run("INSERT INTO items (id, bytes) VALUES (\(id), \(bytes))")
                } else {
                    try await store.run("INSERT INTO audit_items (id, bytes) VALUES (\(id), \(bytes))")
                }
                // One that is kept, and then not used for a while.
                if id % 20 == 1 { _ = try await store.readState { try $0.run("SELECT id FROM items WHERE id = 1") } }
            }
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(status.st_size < 24 << 20, "\(table)")
        }
    }

    /// A store with a table `items` and one whose name is one of the trail's.
    private func withTrail(_ engine: Engine) async throws -> any Store {
        let store = try await engine.withItems(in: folder)
        try await store.run("CREATE TABLE audit_items (id BIGINT PRIMARY KEY, bytes BLOB)")
        return store
    }
}
