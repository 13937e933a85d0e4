import SlipwayCrypto
import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("A trail that was tampered with")
struct TamperingTests {
    private let fixture: ServicesFixture

    /// Nine entries, and a checkpoint at the ninth that the witness knows.
    init() async throws {
        fixture = try await ServicesFixture.withApp()
        for number in 1...8 {
            fixture.clock.advance(seconds: 60)
            try await fixture.services.set("KEY", "\(number)")
        }
        try await fixture.services.sealTrail()
    }

    private func verdict() async throws -> AuditVerdict { try await fixture.services.audit.verify(as: .owner) }

    private func brokenSequence() async throws -> Int64? {
        guard case .broken(let sequence, _) = try await verdict() else { return nil }
        return sequence
    }

    @Test("A4 one left alone is intact")
    func intact() async throws {
        #expect(try await verdict() == .intact(count: 9, checkpoints: 1))
        try await fixture.services.set("KEY", "9")
        #expect(try await verdict() == .intact(count: 10, checkpoints: 1))
    }

    @Test("A4 whichever byte of a row is altered, the entry is named that it is of", arguments: [1, 3, 9] as [Int64])
    func alteredByte(together: Int64) async throws {
        try await fixture.tamperWithEntries(together: together)
        #expect(try await brokenSequence() == nil)
        let (block, owners) = try await fixture.store.read { transaction in
            let row = try transaction.run("SELECT first, entries FROM audit_blocks ORDER BY first DESC LIMIT 1")[0]
            let first = try row.integer(0)
            // The format; then each entry's link, and the length, encoding and tag.
            var owners: [Int64] = [first]
            try transaction.scanAudit(after: first - 1, limit: 9) { entry in
                // A link is not in the chain: that lists leave something out is told of the whole trail.
                owners += [Int64](repeating: 9, count: 8)
                owners += [Int64](repeating: entry.sequence, count: 4 + entry.encoding.count + 16)
            }
            return (try row.blob(1), owners)
        }
        #expect(owners.count == block.count)
        for (index, owner) in owners.enumerated() {
            var altered = block
            altered[index] ^= 1
            let changed = altered
            try await fixture.tamper("UPDATE audit_blocks SET entries = \(changed) WHERE first = \(owners[0])")
            #expect(try await brokenSequence() == owner, "byte \(index)")
        }
    }

    @Test("A4 W4 a row that ends early or late names the entry where it does", arguments: [1, 9] as [Int64])
    func cutBlock(together: Int64) async throws {
        try await fixture.tamperWithEntries(together: together)
        let row = try #require(
            try await fixture.store.read { try $0.run("SELECT first, entries FROM audit_blocks WHERE first = 1") }.first
        )
        let block = try row.blob(1)
        for count in 0..<block.count {
            let cut = Array(block[..<count])
            try await fixture.tamper("UPDATE audit_blocks SET entries = \(cut) WHERE first = 1")
            let broken = try #require(try await brokenSequence())
            #expect((1...together).contains(broken), "\(count) bytes")
        }
        let longer = block + [0]
        try await fixture.tamper("UPDATE audit_blocks SET entries = \(longer) WHERE first = 1")
        #expect(try await brokenSequence() == together + 1)
    }

    @Test(
        "A4 a row that is not what it should be names its first entry",
        arguments: [
            "entries = zeroblob(3)", "entries = x''", "entries = x'01'", "entries = 5.5", "entries = 'text'",
            "entries = (SELECT entries FROM audit_blocks WHERE first = 4)", "first = -5",
        ]
    )
    func alteredRow(change: String) async throws {
        try await fixture.tamper(Query(sql: "UPDATE audit_blocks SET \(change) WHERE first = 5"))
        #expect(try await brokenSequence() == (change.hasPrefix("first") ? 1 : 5))
    }

    @Test(
        "A4 a second row of entries, which lists would find instead of the first, is seen",
        arguments: [2...2, 5...9, 4...6, 9...9] as [ClosedRange<Int64>],
        [9, 3] as [Int64]
    )
    func secondRow(numbers: ClosedRange<Int64>, together: Int64) async throws {
        // Where a row begins with the number already, there can be no second one.
        guard (numbers.lowerBound - 1) % together != 0 else { return }
        try await fixture.tamperWithEntries(together: together)
        try await fixture.store.write { try $0.insertCopy(of: numbers) }
        #expect(try await verdict() == .broken(sequence: numbers.lowerBound, reason: "the entry is there twice"))
    }

    @Test("A4 a second row is seen wherever it is, also where a page of the check ends, and without a primary key")
    func secondRowFarAway() async throws {
        try await fixture.fillTrail(10_100)
        for first in [2, 4_999, 9_999, 10_000, 10_109] as [Int64] {
            try await fixture.tamperWithEntries(together: 10)
            try await fixture.store.write { try $0.insertCopy(of: first...first) }
            #expect(try await brokenSequence() == first)
            try await fixture.tamper(Query(sql: "DELETE FROM audit_blocks WHERE first = \(first)"))
            #expect(try await brokenSequence() == nil)
        }
        try await fixture.tamper(
            "ALTER TABLE audit_blocks RENAME TO rows",
            "CREATE TABLE audit_blocks (first INTEGER, entries BLOB)",
            "INSERT INTO audit_blocks SELECT first, entries FROM rows",
            "INSERT INTO audit_blocks SELECT first, entries FROM rows WHERE first = 10001"
        )
        #expect(try await brokenSequence() == 10_001)
    }

    @Test("A4 W4 rows at the ends of all numbers are seen, and stop nothing", arguments: [0, 1, 2])
    func endsOfNumbers(kind: Int) async throws {
        var block = AuditBlock(first: .max)
        for number in [[.max], [.max, .min], [.max, .min, .min + 1]][kind] as [Int64] {
            var encoding: [UInt8] = []
            UnplacedEntry(try await fixture.services.trail()[3].event).encode(at: number, into: &encoding)
            block.append(previous: 0, encoding: encoding, tag: [])
        }
        let last = block
        try await fixture.store.write { try $0.insertAuditBlock(last) }
        #expect(try await brokenSequence() == 10)
        // An error or a list, but an answer.
        _ = try? await fixture.services.audit.list(AuditFilter(app: .myapp), as: .owner)
        _ = try? await fixture.services.audit.list(AuditFilter(), as: .owner)
        for count in [Int64.min, -1, 0, .max] {
            try await fixture.tamper("UPDATE audit_head SET count = \(count)")
            #expect(try await brokenSequence() != nil)
        }
    }

    @Test("A4 A7 behind an entry that cannot be read the trail goes on, also after a restart, and the entry is named")
    func goesOn() async throws {
        try await fixture.tamperWithEntries(together: 3, "UPDATE audit SET entry = zeroblob(90) WHERE sequence = 5")
        let restarted = try await fixture.restarted()
        try await restarted.services.set("KEY", "9")
        _ = try await restarted.services.injected(["KEY"])
        let list = try await restarted.services.audit.list(AuditFilter(app: .myapp, limit: 2), as: .owner)
        #expect(list.entries.map(\.sequence) == [11, 10])
        guard case .broken(5, _) = try await restarted.services.audit.verify(as: .owner) else {
            Issue.record("the damaged entry is not named")
            return
        }
    }

    @Test(
        "A4 any altered part names its entry",
        arguments: [
            "entry = zeroblob(3)", "entry = x''", "entry = CAST(entry || x'00' AS BLOB)",
            "entry = (SELECT entry FROM audit WHERE sequence = 4)", "tag = zeroblob(16)",
            "tag = (SELECT tag FROM audit WHERE sequence = 4)",
        ],
        [1, 4, 9] as [Int64]
    )
    func altered(change: String, together: Int64) async throws {
        try await fixture.tamperWithEntries(
            together: together,
            Query(sql: "UPDATE audit SET \(change) WHERE sequence = 5")
        )
        #expect(try await brokenSequence() == 5)
    }

    private static let surgeries: [(String, [Query], Int64)] = [
        ("a deleted entry", ["DELETE FROM audit WHERE sequence = 5"], 5),
        ("a deleted first entry", ["DELETE FROM audit WHERE sequence = 1"], 1),
        (
            "a deleted entry with the gap closed",
            [
                "DELETE FROM audit WHERE sequence = 5",
                "UPDATE audit SET sequence = -(sequence - 1) WHERE sequence > 5",
                "UPDATE audit SET sequence = -sequence WHERE sequence < 0",
            ], 5
        ),
        (
            "two swapped entries",
            [
                "UPDATE audit SET sequence = -4 WHERE sequence = 4", "UPDATE audit SET sequence = 4 WHERE sequence = 5",
                "UPDATE audit SET sequence = 5 WHERE sequence = -4",
            ], 4
        ),
        (
            "an entry of one's own at the end",
            [
                "INSERT INTO audit SELECT 10, block, previous, entry, tag FROM audit WHERE sequence = 9"
            ], 10
        ),
        ("a cut tail", ["DELETE FROM audit WHERE sequence > 6"], 7),
        ("a cut tail and head", ["DELETE FROM audit WHERE sequence > 6", "DELETE FROM audit_head"], 7),
        ("a cut head", ["DELETE FROM audit_head"], 10),
        (
            "everything gone", ["DELETE FROM audit", "DELETE FROM audit_head", "DELETE FROM audit_checkpoints"], 1
        ),
        ("all entries gone", ["DELETE FROM audit"], 1),
        ("a head that counts less", ["UPDATE audit_head SET count = 6"], 6),
        ("a head that counts more", ["UPDATE audit_head SET count = 12"], 10),
        ("a head with another hash", ["UPDATE audit_head SET hash = zeroblob(32)"], 9),
        ("a head with another tag", ["UPDATE audit_head SET tag = zeroblob(32)"], 9),
        ("a checkpoint with another hash", ["UPDATE audit_checkpoints SET hash = zeroblob(32)"], 9),
        ("a checkpoint with another time", ["UPDATE audit_checkpoints SET time = time + 1"], 9),
        ("a checkpoint with another signature", ["UPDATE audit_checkpoints SET signature = zeroblob(64)"], 9),
        ("a checkpoint at another count", ["UPDATE audit_checkpoints SET count = 3"], 3),
        ("a checkpoint past the end", ["UPDATE audit_checkpoints SET count = 12"], 10),
        ("a link that leaves an entry out", ["UPDATE audit SET previous = 3 WHERE sequence = 5"], 9),
        ("a link that ends a list", ["UPDATE audit SET previous = 0 WHERE sequence = 5"], 9),
        ("a link to the entry itself", ["UPDATE audit SET previous = 5 WHERE sequence = 5"], 9),
        (
            "two links that change places",
            ["UPDATE audit SET previous = CASE sequence WHEN 5 THEN 6 ELSE 4 END WHERE sequence IN (5, 7)"], 9
        ),
        ("a list's end past the end", ["INSERT INTO audit_ends VALUES ('myapp', 12)"], 9),
        ("a list of an app without entries", ["INSERT INTO audit_ends VALUES ('other', 4)"], 9),
        ("a list's end that is no text", ["INSERT INTO audit_ends VALUES (x'00', 4)"], 9),
    ]

    @Test("A4 the first broken entry is named", arguments: surgeries, [1, 4, 9] as [Int64])
    func surgery(surgery: (String, [Query], Int64), together: Int64) async throws {
        try await fixture.store.write { try $0.tamperWithEntries(together: together, surgery.1) }
        #expect(try await brokenSequence() == surgery.2)
    }

    @Test("A4 an older end put back is seen, with the entries after it left and without")
    func olderHead() async throws {
        let head = try #require(try await fixture.store.read { try $0.auditHead() })
        for number in 1...3 { try await fixture.services.set("KEY", "\(number)") }
        try await fixture.services.sealTrail()
        try await fixture.store.write { try $0.putAuditHead(head) }
        #expect(try await brokenSequence() == 10)
        try await fixture.tamperWithEntries("DELETE FROM audit WHERE sequence > 9")
        #expect(try await brokenSequence() == 10)
        try await fixture.tamper("DELETE FROM audit_checkpoints WHERE count > 9")
        // The witness outside the database still knows better.
        #expect(try await brokenSequence() == 10)
    }

    @Test("A4 going on after a cut tail does not make it whole")
    func notWhitewashed() async throws {
        // The hash is no secret: whoever has the entries can compute it, but not the tag over it.
        let entries = try await fixture.services.trail().prefix(6)
        let hash = entries.reduce(AuditChain.start) { AuditChain.hash(after: $0, entry: $1.canonicalEncoding) }
        try await fixture.tamperWithEntries(
            "DELETE FROM audit WHERE sequence > 6",
            "DELETE FROM audit_checkpoints",
            "UPDATE audit_head SET count = 6, hash = \(hash)"
        )
        fixture.witness.value = nil
        let error = try #require(await failure { try await fixture.services.set("KEY", "x") })
        #expect(error.code == .storeDamaged)
        #expect(await failure { try await fixture.services.sealTrail() }?.code == .storeDamaged)
        #expect(try await brokenSequence() == 6)
    }

    @Test("A4 going on after the head was deleted does not start a second chain")
    func noSecondChain() async throws {
        try await fixture.tamper("DELETE FROM audit_head")
        #expect(await failure { try await fixture.services.set("KEY", "x") } != nil)
        #expect(try await brokenSequence() == 10)
    }

    @Test("A4 a chain made with other keys does not verify")
    func otherKeys() async throws {
        let stranger = AuditKeys.generate()
        let hash = try #require(try await fixture.store.read { try $0.auditHead() }).hash
        let tag = stranger.headTag(count: 9, hash: hash)
        try await fixture.tamper("UPDATE audit_head SET tag = \(tag)")
        #expect(try await brokenSequence() == 9)
    }
}
