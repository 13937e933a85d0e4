import SlipwayStore
import SlipwayStoreSQLite
import SlipwayTesting
import Testing

/// The engines that the contract suite holds to the text of `Store`.
///
/// A new one is a case here.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case sqlite

    var testDescription: String { rawValue }

    /// An empty store that is gone with `folder`, and whose schema is the latest.
    func migrated(in folder: TemporaryFolder) async throws -> any Store {
        let store = try empty(in: folder)
        try await Migrations.run(on: store)
        return store
    }

    /// A store with a table `items (id, text, number, bytes)` and nothing else.
    func withItems(in folder: TemporaryFolder) async throws -> any Store {
        let store = try empty(in: folder)
        try await store.run("CREATE TABLE items (id BIGINT PRIMARY KEY, text TEXT, number BIGINT, bytes BLOB)")
        return store
    }

    func empty(in folder: TemporaryFolder) throws -> any Store {
        switch self {
        case .sqlite: try SQLiteStore(path: folder.file("store.db"))
        }
    }
}

/// What a test throws inside a transaction.
struct Refusal: Error, Equatable {
    let number: Int64
}
