import SlipwayModel
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("Stored values")
struct StoreValueTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("64-bit integers come back whole", arguments: Engine.allCases)
    func integers(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        for number in [Int64.min, .min + 1, -1, 0, 1, 1 << 53 + 1, .max - 1, .max] {
            let stored = try await store.write { transaction in
                try transaction.run("DELETE FROM items")
                try transaction.run("INSERT INTO items (id, number) VALUES (1, \(number))")
                return try transaction.run("SELECT number FROM items")[0].integer(0)
            }
            #expect(stored == number)
        }
    }

    @Test("W3 text comes back byte for byte", arguments: Engine.allCases)
    func texts(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        for text in ["", "a'; DROP TABLE items; --", "caf\u{E9}", "cafe\u{301}", "🔑\n\t\u{202E}", "?1 :name"] {
            let stored = try await store.write { transaction in
                try transaction.run("DELETE FROM items")
                try transaction.run("INSERT INTO items (id, text) VALUES (1, \(text))")
                return try transaction.run("SELECT text FROM items WHERE text = \(text)")[0].text(0)
            }
            #expect(Array(stored.utf8) == Array(text.utf8))
        }
    }

    @Test("blobs come back byte for byte", arguments: Engine.allCases)
    func blobs(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        var generator = SeededGenerator(seed: 1)
        for bytes in [[], [0], [0, 0, 1, 255], generator.bytes(100_000)] as [[UInt8]] {
            let stored = try await store.write { transaction in
                try transaction.run("DELETE FROM items")
                try transaction.run("INSERT INTO items (id, bytes) VALUES (1, \(bytes))")
                return try transaction.run("SELECT bytes FROM items")[0].blob(0)
            }
            #expect(stored == bytes)
        }
    }

    @Test("NULL is NULL, and nothing else is", arguments: Engine.allCases)
    func nulls(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        let rows = try await store.write { transaction in
            let (text, number, bytes) = (String?.none, Int64?.none, [UInt8]?.none)
            try transaction.run("INSERT INTO items (id, text, number, bytes) VALUES (1, \(text), \(number), \(bytes))")
            try transaction.run("INSERT INTO items (id, text, number, bytes) VALUES (2, '', 0, \([UInt8]()))")
            return try transaction.run("SELECT text, number, bytes FROM items ORDER BY id")
        }
        #expect(rows[0].values == [.null, .null, .null])
        #expect(try rows[0].optionalText(0) == nil)
        #expect(try rows[0].optionalInteger(1) == nil)
        #expect(rows[1].values == [.text(""), .integer(0), .blob([])])
        #expect(try rows[1].optionalText(0) == "")
    }

    @Test("rows come in the order asked for, columns by place", arguments: Engine.allCases)
    func order(engine: Engine) async throws {
        let store = try await engine.withItems(in: folder)
        let rows = try await store.write { transaction in
            for id in [3, 1, 2] as [Int64] { try transaction.run("INSERT INTO items (id) VALUES (\(id))") }
            return try transaction.run("SELECT -id, id FROM items ORDER BY id DESC")
        }
        #expect(rows.map(\.values) == [3, 2, 1].map { [.integer(-$0), .integer($0)] })
    }

    @Test("a value of another type than expected is damage, not a crash")
    func wrongType() throws {
        let row = ResultRow([.text("1"), .integer(1), .null, .blob([])])
        for read in [{ _ = try row.integer(0) }, { _ = try row.text(1) }, { _ = try row.blob(2) }]
            as [() throws -> Void]
        {
            let error = try #require(throws: SlipwayError.self) { try read() }
            #expect(error.code == .storeDamaged)
        }
        #expect(throws: SlipwayError.self) { try row.optionalInteger(3) }
    }

    @Test("interpolated values become parameters, never text")
    func interpolation() {
        let query: Query =
            "SELECT \("x' OR 1") FROM t WHERE a = \(1) AND b = \(Int64?.none) AND c = \([1, 2] as [UInt8])"
        #expect(query.text.sql == "SELECT ? FROM t WHERE a = ? AND b = ? AND c = ?")
        #expect(query.values == [.text("x' OR 1"), .integer(1), .null, .blob([1, 2])])
    }
}
