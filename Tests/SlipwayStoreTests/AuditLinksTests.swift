import SlipwayModel
import SlipwayTesting
import Testing

@testable import SlipwayStore

@Suite("Links between the entries of an app", .timeLimit(.minutes(10)))
struct AuditLinksTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("A4 each app's entries are found, all and in order, wherever one begins", arguments: Engine.allCases)
    func lists(engine: Engine) async throws {
        let store = try await engine.migrated(in: folder)
        var generator = SeededGenerator(seed: 1)
        var names: [String?] = ["once"]
        // One app has long stretches without an entry.
        for number in 1..<2_600 {
            names.append(number % 900 < 3 ? "seldom" : ["myapp", "b", nil].randomElement(using: &generator) ?? nil)
        }
        try await append(names, to: store, generator: &generator)
        for app in try ["once", "seldom", "myapp", "b", "never"].map(AppName.init) {
            let expected = names.indices.filter { names[$0] == app.text }.map { Int64($0 + 1) }
            for limit in [1, 7, 5_000] {
                #expect(try await sequences(of: app, limit: limit, in: store) == expected.reversed())
            }
            for _ in 0..<40 {
                let before = Int64.random(in: 0...2_700, using: &generator)
                let found = try await sequences(of: app, before: before, limit: 50, in: store)
                #expect(found == expected.reversed().filter { $0 < before }, "\(app) before \(before)")
            }
        }
    }

    @Test("A4 more apps than are remembered at a time", arguments: Engine.allCases)
    func manyApps(engine: Engine) async throws {
        let store = try await engine.migrated(in: folder)
        var generator = SeededGenerator(seed: 2)
        let names = (0..<12_000).map { number in
            "app-\(number < 6_000 ? number : Int.random(in: 0..<6_000, using: &generator))"
        }
        try await append(names, to: store, generator: &generator)
        for number in stride(from: 0, to: 6_000, by: 97) {
            let app = try AppName("app-\(number)")
            let expected = names.indices.filter { names[$0] == app.text }.map { Int64($0 + 1) }
            #expect(try await sequences(of: app, limit: 2, in: store) == expected.reversed())
        }
    }

    @Test("A4 a link that leads astray is an error and not another list", arguments: Engine.allCases)
    func astray(engine: Engine) async throws {
        let store = try await engine.migrated(in: folder)
        var generator = SeededGenerator(seed: 3)
        try await append(["myapp", "b", "myapp", nil, "myapp"], to: store, generator: &generator)
        for link in [2, 3, 4, 5, 6, 700] {
            try await store.tamperWithEntries("UPDATE audit SET previous = \(link) WHERE sequence = 3")
            let error = await failure { try await sequences(of: .myapp, limit: 10, in: store) }
            #expect(error?.code == .storeDamaged, "\(link)")
        }
        try await store.tamperWithEntries("UPDATE audit SET previous = 1 WHERE sequence = 3")
        #expect(try await sequences(of: .myapp, limit: 10, in: store) == [5, 3, 1])
        try await store.tamperWithEntries("DELETE FROM audit WHERE sequence = 3")
        #expect(await failure { try await sequences(of: .myapp, limit: 10, in: store) }?.code == .storeDamaged)
    }

    /// Adds entries of these apps in transactions of some entries each.
    ///
    /// Links go on from one transaction to the next, or begin anew as after a start; some transactions are rolled back first.
    private func append(_ names: [String?], to store: any Store, generator: inout SeededGenerator) async throws {
        var start = 0
        var links: AuditLinks?
        while start < names.count {
            let batch = Array(names[start..<min(names.count, start + Int.random(in: 1...90, using: &generator))])
            if Int.random(in: 0..<4, using: &generator) == 0 {
                _ = await failure { try await append(batch, after: start, links, to: store, isRefused: true) }
            }
            let after = try await append(batch, after: start, links, to: store)
            links = Int.random(in: 0..<8, using: &generator) == 0 ? nil : after
            start += batch.count
        }
    }

    @discardableResult
    private func append(
        _ names: [String?],
        after count: Int,
        _ links: AuditLinks? = nil,
        to store: any Store,
        isRefused: Bool = false
    ) async throws -> AuditLinks {
        try await store.write { transaction in
            var links = try links ?? AuditLinks(after: Int64(count), remembering: 1_024, in: transaction)
            var pending = PendingTrail(count: Int64(count), hash: []) { _, _, _ in }
            for (sequence, name) in zip(Int64(count + 1)..., names) {
                let previous = try links.link(sequence, of: name, in: transaction)
                try pending.append(UnplacedEntry(.test(app: name)), previous: previous, in: transaction) { _, _, _ in }
            }
            try pending.write(in: transaction)
            guard !isRefused else { throw Refusal(number: Int64(count)) }
            return links
        }
    }

    /// What one gets who follows the pages to the end.
    private func sequences(
        of app: AppName,
        before: Int64 = .max,
        limit: Int,
        in store: any Store
    ) async throws -> [Int64] {
        try await store.read { transaction in
            var found: [Int64] = []
            var before: Int64? = before
            while let place = before {
                let page = try transaction.auditEntries(of: app, before: place, limit: limit)
                #expect(page.entries.count <= limit)
                found += page.entries.map(\.sequence)
                before = page.next
            }
            return found
        }
    }
}

extension Store {
    fileprivate func tamperWithEntries(_ query: Query) async throws {
        try await write { try $0.tamperWithEntries([query]) }
    }
}

extension AuditEvent {
    fileprivate static func test(app: String?) -> AuditEvent {
        AuditEvent(
            time: FixedClock.start,
            actor: "a@example.com",
            action: .read,
            subject: .secret,
            app: app,
            origin: Origin(remote: "::1", via: "http", request: "r")
        )
    }
}
