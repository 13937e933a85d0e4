import SlipwayModel
@testable import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Synchronization
import Testing

/// Several writes in one commit, each of which goes on where the one before left the trail.
@Suite("A trail that many write to at once", .timeLimit(.minutes(10)))
struct SharedCommitTests {
    private struct Refusal: Error {}

    /// Writes that all go into one commit, with how each of them ended; what `isRefused` throws after its append.
    private static func together(
        _ count: Int,
        in fixture: ServicesFixture,
        refusing isRefused: @escaping @Sendable (Int) -> Bool,
        beside: (@Sendable (any Transaction) throws -> Void)? = nil
    ) async -> [Bool] {
        let trail = AuditTrail(keys: fixture.keyring.auditKeys, now: { fixture.clock.now })
        let writer = await HeldWriter(fixture.store)
        return await withTaskGroup(of: (Int, Bool).self) { group in
            let (queued, all) = AsyncStream<Void>.makeStream()
            for number in 0..<count {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        fixture.store.write { (transaction: any Transaction) throws -> Void in
                            let app = number.isMultiple(of: 5) ? AppName.other : .myapp
                            for part in 0...(number % 3) {
                                let name = "W\(number)_\(part)"
                                try trail.append(
                                    [trail.entry(.set, .secret, target: .app(app), name: name, by: .owner)],
                                    in: transaction
                                )
                            }
                            if isRefused(number) { throw Refusal() }
                            if number == count / 2 { try beside?(transaction) }
                        } completion: { error in
                            continuation.resume(returning: (number, error == nil))
                        }
                        all.yield()
                    }
                }
            }
            var waiting = count
            for await _ in queued {
                waiting -= 1
                if waiting == 0 { break }
            }
            writer.release()
            return await group.reduce(into: [Bool](repeating: false, count: count)) { $0[$1.0] = $1.1 }
        }
    }

    private static func isIntact(_ fixture: ServicesFixture, entries: Int) async throws -> Bool {
        guard case .intact(Int64(entries), _) = try await fixture.services.audit.verify(as: .owner) else {
            return false
        }
        return try await fixture.services.trail().map(\.sequence) == Array(1...Int64(entries))
    }

    @Test(
        "A4 W5 of the writes in one commit some throw after they appended: theirs are absent, and there is no gap",
        // The second time the ends of lists are written in the middle of it.
        arguments: [0, 470]
    )
    func refused(filling: Int) async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.fillTrail(filling)
        let before = Int(try await fixture.trailCount())
        let done = await Self.together(60, in: fixture) { $0 % 4 == 1 || $0 == 59 }
        #expect(done == (0..<60).map { $0 % 4 != 1 && $0 != 59 })
        let expected = (0..<60).filter { done[$0] }.flatMap { number in (0...(number % 3)).map { "W\(number)_\($0)" } }
        let trail = try await fixture.services.trail()
        #expect(Set(trail.dropFirst(before).compactMap(\.event.name)) == Set(expected))
        #expect(try await Self.isIntact(fixture, entries: before + expected.count))
        // What comes after, also after a restart, follows on it.
        try await fixture.services.set("AFTER", "x")
        #expect(try await Self.isIntact(fixture, entries: before + expected.count + 1))
        let restarted = try await fixture.restarted()
        try await restarted.services.set("AFTER", "y")
        #expect(try await Self.isIntact(restarted, entries: before + expected.count + 2))
    }

    @Test("A4 what the chain is computed over is the encoding of what is read, entry by entry")
    func encodings() async throws {
        let fixture = try await ServicesFixture.withVariables()
        _ = try await fixture.services.injected()
        _ = try? await fixture.services.set("SECRET", "x", as: .viewer)
        try await fixture.services.unset("PLAIN", .plain)
        _ = await Self.together(6, in: fixture) { $0 == 3 }
        let (hashed, read) = try await fixture.store.read { transaction in
            var hashed: [[UInt8]] = []
            try transaction.scanAudit(after: 0, limit: 1_000) { hashed.append(Array($0.encoding)) }
            return (hashed, try transaction.auditEntries(after: 0, limit: 1_000))
        }
        #expect(hashed == read.map(\.canonicalEncoding))
        #expect(read == (try await fixture.services.trail()) && read.count > 12)
    }

    @Test("A4 when all of them throw nothing is there, and the end is the one before")
    func allRefused() async throws {
        let fixture = try await ServicesFixture.withApp()
        let before = try await fixture.store.read { try $0.auditHead() }
        #expect(await Self.together(10, in: fixture) { _ in true } == [Bool](repeating: false, count: 10))
        #expect(try await fixture.store.read { try $0.auditHead() } == before)
        #expect(try await Self.isIntact(fixture, entries: 1))
    }

    @Test("A4 A7 a commit that fails as a whole leaves the trail as it was, and what comes after verifies")
    func lostCommit() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "one")
        let before = try await fixture.store.read { try $0.auditHead() }
        // A broken reference that is looked at only when the commit is made.
        let done = await Self.together(20, in: fixture, refusing: { _ in false }) { transaction in
            try transaction.run("PRAGMA defer_foreign_keys = ON")
            try transaction.run("INSERT INTO data_keys (environment_id, wrapped) VALUES (4711, x'00')")
        }
        #expect(done == [Bool](repeating: false, count: 20))
        #expect(try await fixture.store.read { try $0.auditHead() } == before)
        #expect(try await Self.isIntact(fixture, entries: 2))
        try await fixture.services.set("KEY", "two")
        #expect(try await fixture.services.injected() == ["KEY": "two"])
        #expect(try await Self.isIntact(fixture, entries: 4))
    }

    @Test("A4 W5 sets that conflict among many that do not leave no entry, and the trail verifies")
    func conflicts() async throws {
        let fixture = try await ServicesFixture.withApp()
        let services = fixture.services
        for number in 0..<10 { try await services.set("KEY_\(number)", "first") }
        let before = Int(try await fixture.trailCount())
        let won = await withTaskGroup(of: Int.self) { group in
            for number in 0..<10 {
                for attempt in 0..<12 {
                    group.addTask {
                        // Of those for one version one wins; some go without a condition, some read.
                        switch attempt % 4 {
                        case 0: (try? await services.injected(["KEY_\(number)"])) == nil ? 0 : 1
                        default:
                            (try? await services.set("KEY_\(number)", "\(attempt)", ifVersion: 1)) == nil ? 0 : 1
                        }
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(won == 10 * (1 + 3))
        #expect(try await Self.isIntact(fixture, entries: before + won))
        #expect(try await services.listed().allSatisfy { $0.version == 2 })
    }

    @Test("A6 W5 many reads at once have one READ entry each, and each gets its value")
    func reads() async throws {
        let fixture = try await ServicesFixture.withApp()
        let services = fixture.services
        for number in 0..<8 { try await services.set("KEY_\(number)", "value-\(number)") }
        let before = try await fixture.trailCount()
        let writer = await HeldWriter(fixture.store)
        let got = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    // Some wait for the writer that is held; the last lets it go.
                    if number == 150 { writer.release() }
                    let name = "KEY_\(number % 8)"
                    return try await services.injected([name]) == [name: "value-\(number % 8)"]
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(got == 200)
        let reads = try await services.trail().dropFirst(Int(before)).map(\.event)
        #expect(reads.count == 200 && reads.allSatisfy { $0.action == .read })
        let counts = Dictionary(grouping: reads) { $0.name }.mapValues(\.count)
        #expect(counts.count == 8 && counts.values.allSatisfy { $0 == 25 })
        #expect(try await Self.isIntact(fixture, entries: Int(before) + 200))
    }

    @Test("A6 reads that share a commit with a write that throws have one entry each all the same")
    func readsRunAgain() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "canary")
        #expect(try await fixture.services.injected(["KEY"]) == ["KEY": "canary"])
        let before = try await fixture.trailCount()
        struct Refusal: Error {}
        for _ in 0..<3 {
            let writer = await HeldWriter(fixture.store)
            // At once, so that its entry is in the queue when this goes on.
            let reads = Task.immediate { [services = fixture.services] in try await services.injected(["KEY"]) }
            let (refused, refusing) = AsyncStream<Bool>.makeStream()
            // Behind it, and the writer is still held: the two share a commit.
            fixture.store.write {
                try $0.putKnownAPIKey(KnownAPIKey(hash: [1], name: "gone", entry: ""))
                throw Refusal()
            } completion: { error in
                refusing.yield(error is Refusal)
                refusing.finish()
            }
            writer.release()
            for await isRefused in refused { #expect(isRefused) }
            #expect(try await reads.value == ["KEY": "canary"])
        }
        #expect(try await fixture.trailCount() == before + 3)
        #expect(try await fixture.store.read { try $0.knownAPIKeys() }.allSatisfy { $0.name != "gone" })
        #expect(try await Self.isIntact(fixture, entries: Int(before) + 3))
    }

    @Test("A6 A7 when the entry cannot be kept every read that waits for it fails, and none gives a value")
    func failedReads() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "canary")
        #expect(try await fixture.services.injected(["KEY"]) == ["KEY": "canary"])
        let before = try await fixture.trailCount()
        let writer = await HeldWriter(fixture.store)
        // In the queue behind the writer that is held, and so before every read.
        fixture.store.write {
            try $0.run("ALTER TABLE audit_head RENAME TO gone")
        } completion: { _ in
        }
        let codes = await Self.failures(of: 60, in: fixture) { if $0 == 40 { writer.release() } }
        #expect(codes == [SlipwayError.Code?](repeating: .storeFailed, count: 60))
        try await fixture.tamper("ALTER TABLE gone RENAME TO audit_head")
        #expect(try await fixture.trailCount() == before)
        #expect(try await fixture.services.injected(["KEY"]) == ["KEY": "canary"], "the ledger goes on")
        #expect(try await Self.isIntact(fixture, entries: Int(before) + 1))
    }

    @Test("A6 A7 a store that cannot even begin fails every read that waits for it")
    func closedStore() async throws {
        let fixture = try await ServicesFixture.withApp()
        try await fixture.services.set("KEY", "canary")
        #expect(try await fixture.services.injected(["KEY"]) == ["KEY": "canary"])
        try fixture.close()
        for _ in 0..<2 {
            let codes = await Self.failures(of: 60, in: fixture) { _ in }
            #expect(codes == [SlipwayError.Code?](repeating: .storeFailed, count: 60))
        }
    }

    /// How each of many reads fails; nothing for one that gives a value.
    private static func failures(
        of count: Int,
        in fixture: ServicesFixture,
        _ before: @escaping @Sendable (Int) -> Void
    ) async -> [SlipwayError.Code?] {
        await withTaskGroup(of: SlipwayError.Code?.self) { group in
            for number in 0..<count {
                group.addTask {
                    before(number)
                    return await failure { try await fixture.services.injected(["KEY"]) }?.code
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
