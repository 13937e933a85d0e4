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

    @Test("A4 whichever byte of an entry is altered, the entry is named")
    func alteredByte() async throws {
        let row = try #require(
            try await fixture.store.read { try $0.run("SELECT entry FROM audit WHERE sequence = 5") }.first
        )
        let entry = try row.blob(0)
        for index in entry.indices {
            var altered = entry
            altered[index] ^= 1
            try await fixture.tamper("UPDATE audit SET entry = \(altered) WHERE sequence = 5")
            #expect(try await brokenSequence() == 5, "byte \(index)")
        }
        try await fixture.tamper("UPDATE audit SET entry = \(entry) WHERE sequence = 5")
        #expect(try await brokenSequence() == nil)
    }

    @Test(
        "A4 any altered column names its entry",
        arguments: [
            "entry = zeroblob(3)", "entry = x''", "entry = 5.5", "entry = 'text'", "entry = entry || x'00'",
            "entry = (SELECT entry FROM audit WHERE sequence = 4)", "app = 'other'", "app = NULL", "app = x'00'",
            "previous = 'x'", "previous = 4.5", "tag = zeroblob(16)", "tag = x''",
            "tag = (SELECT tag FROM audit WHERE sequence = 4)",
        ]
    )
    func altered(change: String) async throws {
        try await fixture.tamper(Query(sql: "UPDATE audit SET \(change) WHERE sequence = 5"))
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
                "INSERT INTO audit SELECT 10, app, previous, entry, tag FROM audit WHERE sequence = 9"
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

    @Test("A4 the first broken entry is named", arguments: surgeries)
    func surgery(label: String, statements: [Query], sequence: Int64) async throws {
        for statement in statements { try await fixture.tamper(statement) }
        #expect(try await brokenSequence() == sequence)
    }

    @Test("A4 an older end put back is seen, with the entries after it left and without")
    func olderHead() async throws {
        let head = try #require(try await fixture.store.read { try $0.auditHead() })
        for number in 1...3 { try await fixture.services.set("KEY", "\(number)") }
        try await fixture.services.sealTrail()
        try await fixture.store.write { try $0.putAuditHead(head) }
        #expect(try await brokenSequence() == 10)
        try await fixture.tamper("DELETE FROM audit WHERE sequence > 9")
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
        try await fixture.tamper(
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
