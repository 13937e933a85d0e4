import SlipwayModel
import SlipwayStore
import SlipwayStoreSQLite
import SlipwayTesting
import Testing

@Suite("What is left in the files of a SQLite store")
struct SecureDeleteTests {
    @Test("C7 an unset value and its old versions are gone from the file")
    func unset() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("slipway.db"))
        try await Migrations.run(on: store)
        let name = try VariableName("KEY")
        var generator = SeededGenerator(seed: 1)
        let blobs = [generator.bytes(60), generator.bytes(3_000), generator.bytes(20_000)]
        for (version, blob) in zip(Int64(1)..., blobs) {
            try await store.write { transaction in
                let old = try transaction.variableToChange(name, environmentID: 0)
                let new = StoredVariable(
                    name: name,
                    kind: .secret,
                    version: version,
                    sealed: blob,
                    updatedAt: FixedClock.start,
                    updatedBy: "a"
                )
                try transaction.putVariable(new, replacing: old, keeping: 5, environmentID: 0)
            }
        }
        for blob in blobs { #expect(try !folder.files(holding: blob.prefix(32)).isEmpty) }
        try await store.write { transaction in
            let old = try transaction.variableToChange(name, environmentID: 0)
            try transaction.clearVariable(old, at: FixedClock.start, by: "a")
        }
        // Closing checkpoints the log and removes it.
        try store.close()
        for blob in blobs {
            #expect(try folder.files(holding: blob.prefix(32)).isEmpty)
            #expect(try folder.files(holding: blob.suffix(32)).isEmpty)
        }
    }

    @Test("C7 the log is gone once the store is closed")
    func logs() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("slipway.db"))
        try await Migrations.run(on: store)
        #expect(folder.contents("slipway.db-wal") != nil)
        try store.close()
        #expect(folder.contents("slipway.db-wal") == nil)
    }
}
