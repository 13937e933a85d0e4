import GRDB
import SlipwayModel
import SlipwayStore
import SlipwayStoreSQLite
import SlipwayTesting
import Testing

@Suite("A SQLite store that another process uses", .timeLimit(.minutes(10)))
struct LockTests {
    @Test("a lock that stays makes writes fail and reads go on; both work when it is gone")
    func locked() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("slipway.db")
        let store = try SQLiteStore(path: path)
        try await Migrations.run(on: store)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let failures = await withTaskGroup(of: SlipwayError?.self) { group in
            for name in [AppName.myapp, .other] {
                group.addTask {
                    do {
                        try await store.write { _ = try $0.insertApp(name, at: FixedClock.start, by: "a") }
                        return nil
                    } catch { return error as? SlipwayError }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(failures.map(\.?.code) == [.storeLocked, .storeLocked])
        #expect(failures[0]?.message.contains(path) == true)
        #expect(try await store.read { try $0.apps() }.isEmpty)
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try await store.write { _ = try $0.insertApp(.myapp, at: FixedClock.start, by: "a") }
        #expect(try await store.read { try $0.apps() }.count == 1)
    }
}
