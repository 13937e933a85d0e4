import Foundation
import GRDB
import SlipwayModel
import SlipwayStore
import SlipwayStoreSQLite
import SlipwayTesting
import Testing

@Suite("A full disk", .timeLimit(.minutes(10)))
struct FullDiskTests {
    @Test("A7 a write that does not fit fails alone in words, and the store goes on")
    func full() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("slipway.db"))
        try await Migrations.run(on: store)
        // A limit of the writer's own connection stands for the end of the disk.
        try await store.write { transaction in
            let pages = try transaction.run("PRAGMA page_count")[0].integer(0)
            try transaction.run(Query(pragma: "max_page_count", pages + 8))
        }
        try await store.write { _ = try $0.insertApp(.myapp, at: FixedClock.start, by: "a") }
        let big = KnownAPIKey(hash: [1], name: "big", entry: String(repeating: "x", count: 200_000))
        let outcomes = await withTaskGroup(of: (Int, SlipwayError?).self) { group in
            for number in 0..<20 {
                group.addTask {
                    do {
                        try await store.write { transaction in
                            guard number % 4 != 0 else { return try transaction.putKnownAPIKey(big) }
                            let small = KnownAPIKey(hash: [UInt8(number)], name: "\(number)", entry: "")
                            try transaction.putKnownAPIKey(small)
                        }
                        return (number, nil)
                    } catch { return (number, error as? SlipwayError ?? SlipwayError(.internalError, "\(error)")) }
                }
            }
            return await group.reduce(into: [Int: SlipwayError?]()) { $0[$1.0] = $1.1 }
        }
        let kept = try await store.read { try $0.knownAPIKeys().map(\.name) }
        for (number, error) in outcomes {
            // What was acknowledged is there; what failed is not, and was told why.
            #expect(kept.contains("\(number)") == (error == nil))
            if let error { #expect(error.code == .storeFull) }
            if number % 4 == 0 { #expect(error != nil) }
        }
        #expect(try await store.read { try $0.apps() }.map(\.name) == [.myapp])
        try await store.write { try $0.putKnownAPIKey(KnownAPIKey(hash: [200], name: "after", entry: "")) }
    }
}

extension Query {
    /// A pragma's value cannot be bound.
    fileprivate init(pragma: String, _ value: Int64) {
        self.init(sql: "PRAGMA \(pragma) = \(value)")
    }
}
