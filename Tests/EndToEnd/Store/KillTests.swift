import Glibc
import SlipwayClient
import SlipwayTesting
import SlipwayWire
import Synchronization
import Testing

/// `kill -9` in the middle of concurrent writes, over and over on one folder.
@Suite struct KillTests {
    private static let rounds = 20
    private static let writers = 6

    /// What the server has said is done.
    private final class Acknowledged: Sendable {
        private let stored = Mutex<[String: String]>([:])

        var values: [String: String] { stored.withLock { $0 } }
        var count: Int { stored.withLock { $0.count } }

        func add(_ name: String, _ value: String) { stored.withLock { $0[name] = value } }
    }

    @Test("C7 A7 twenty kills lose no acknowledged write and no entry, and the chain verifies after each")
    func kills() async throws {
        let place = try Workplace()
        try await place.app()
        let key = try await place.addKey("owner", "--role", "owner")
        let acknowledged = Acknowledged()
        var generator = SeededGenerator(seed: 4711)
        var server = try await RunningServer.start(place)
        for round in 1...Self.rounds {
            let target = acknowledged.count + generator.int(1...40)
            let (child, address) = (server.child, server.address)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<Self.writers {
                    group.addTask { await write(address, key, "R\(round)_W\(writer)", acknowledged) }
                }
                group.addTask {
                    _ = try await eventually("\(target) writes") { acknowledged.count >= target ? true : nil }
                    // The writers do not stop: some of them are on their way at this moment.
                    child.signal(SIGKILL)
                }
                try await group.waitForAll()
            }
            _ = try await server.child.finished()
            server = try await RunningServer.start(place)
            try await verify(server, key, acknowledged, round)
        }
        #expect(acknowledged.count >= Self.rounds)
        try await server.stop()
        #expect(try await place.slipway("audit:verify").code == 0)
    }

    /// Sets one secret after the other until the server is gone.
    private func write(_ address: String, _ key: String, _ prefix: String, _ acknowledged: Acknowledged) async {
        guard let endpoint = try? Endpoint(address: address) else { return }
        try? await SlipwayClient.with(endpoint, token: key) { client in
            for number in 0... {
                let (name, value) = ("\(prefix)_\(number)", "value-of-\(prefix)-\(number)")
                let item = SetRequest.Item(name: name, value: WireValue(Array(value.utf8)))
                _ = try await client.set([item], in: .secrets(app: "myapp", environment: "production"))
                acknowledged.add(name, value)
            }
        }
    }

    private func verify(_ server: RunningServer, _ key: String, _ acknowledged: Acknowledged, _ round: Int) async throws
    {
        try await SlipwayClient.with(Endpoint(address: server.address), token: key) { client in
            let injection = try await client.inject(app: "myapp", environment: "production")
            let stored = Dictionary(uniqueKeysWithValues: injection.variables.map { ($0.name, $0.value.bytes) })
            var sets: Set<String> = []
            var query = AuditQuery()
            (query.action, query.limit) = ("SET", 1_000)
            repeat {
                let page = try await client.audit(query)
                sets.formUnion(page.entries.compactMap(\.name))
                query.before = page.next
            } while query.before != nil
            for (name, value) in acknowledged.values {
                #expect(stored[name] == Array(value.utf8), "round \(round): \(name) is lost")
                #expect(sets.contains(name), "round \(round): the entry of \(name) is lost")
            }
            #expect(
                sets.count == stored.count,
                "round \(round): a write without its entry, or an entry without its write"
            )
            let verification = try await client.verifyAudit()
            #expect(verification.intact, "round \(round): \(verification.reason ?? "")")
        }
    }
}
