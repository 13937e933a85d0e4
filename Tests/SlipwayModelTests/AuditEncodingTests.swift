import SlipwayModel
import SlipwayTesting
import Testing

@Suite("Canonical audit encoding")
struct AuditEncodingTests {
    /// An entry whose text fields are `fields`: actor, app, environment, name, detail, remote, via, request.
    private func entry(
        sequence: Int64 = 1,
        time: Int64 = 2,
        action: AuditAction = .set,
        subject: AuditSubject = .secret,
        version: Int64? = 3,
        _ fields: [String?] = ["actor", "app", "environment", "name", "detail", "remote", "via", "request"]
    ) -> AuditEntry {
        AuditEntry(
            sequence: sequence,
            event: AuditEvent(
                time: Timestamp(milliseconds: time),
                actor: fields[0] ?? "",
                action: action,
                subject: subject,
                app: fields[1],
                environment: fields[2],
                name: fields[3],
                version: version,
                detail: fields[4],
                origin: AuditEvent.Origin(remote: fields[5] ?? "", via: fields[6] ?? "", request: fields[7] ?? "")
            )
        )
    }

    @Test("A4 a change of any one field changes the encoding")
    func everyField() {
        let fields = ["actor", "app", "environment", "name", "detail", "remote", "via", "request"]
        var entries = [
            entry(), entry(sequence: 2), entry(sequence: 256), entry(time: 3), entry(time: -2), entry(action: .unset),
            entry(subject: .variable), entry(version: 4), entry(version: nil), entry(version: 0),
        ]
        for index in fields.indices {
            var changed: [String?] = fields
            changed[index] = fields[index] + "x"
            entries.append(entry(changed))
            changed[index] = ""
            entries.append(entry(changed))
            // Fields that cannot be absent have "" for nothing.
            guard (1...4).contains(index) else { continue }
            changed[index] = nil
            entries.append(entry(changed))
        }
        #expect(Set(entries).count == entries.count)
        #expect(Set(entries.map(\.canonicalEncoding)).count == entries.count)
    }

    @Test("A4 text cannot be shifted from one field to the next", arguments: 0..<7)
    func shifting(index: Int) {
        let whole = "ab\0c\u{1}d"
        var encodings: Set<[UInt8]> = []
        for cut in 0...whole.count {
            var fields: [String?] = ["a", "b", "c", "d", "e", "f", "g", "h"]
            fields[index] = String(whole.prefix(cut))
            fields[index + 1] = String(whole.dropFirst(cut))
            encodings.insert(entry(fields).canonicalEncoding)
        }
        #expect(encodings.count == whole.count + 1)
    }

    @Test("A4 a field that holds another's encoding is not taken for it")
    func imitation() {
        let inner: [UInt8] = [1, 0, 0, 0, 1, 0x62]
        let imitation = "a" + String(decoding: inner, as: UTF8.self)
        #expect(
            entry(["x", "a", "b", nil, nil, "", "", ""]).canonicalEncoding
                != entry(["x", imitation, nil, nil, nil, "", "", ""]).canonicalEncoding
        )
    }

    @Test("A4 W3 composed and decomposed text differ, though Swift calls them equal")
    func canonicalEquivalence() {
        #expect("caf\u{E9}" == "cafe\u{301}")
        #expect(
            entry(["caf\u{E9}", nil, nil, nil, nil, "", "", ""]).canonicalEncoding
                != entry(["cafe\u{301}", nil, nil, nil, nil, "", "", ""]).canonicalEncoding
        )
    }

    @Test("A4 different entries differ, over many that nearly collide", arguments: 0..<4)
    func injective(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let texts: [String?] = [nil, "", "a", "aa", "\0", "1", "\u{1}\0\0\0\u{1}a", "12"]
        var seen: [[UInt8]: AuditEntry] = [:]
        for _ in 0..<3_000 {
            let fields = (0..<8).map { _ in texts[generator.int(0...texts.count - 1)] }
            let version: Int64? = [nil, 0, 1, 12, -1][generator.int(0...4)]
            let new = entry(
                sequence: Int64(generator.int(0...2)),
                time: Int64(generator.int(0...2)),
                action: AuditAction.allCases[generator.int(0...AuditAction.allCases.count - 1)],
                version: version,
                fields
            )
            let encoding = new.canonicalEncoding
            #expect(seen[encoding].map { $0 == new } ?? true)
            seen[encoding] = new
        }
    }

    @Test("the encoding is the documented one")
    func form() {
        let bytes = entry(["é", nil, nil, nil, nil, "", "", ""]).canonicalEncoding
        #expect(bytes.prefix(24) == [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 2, 0xC3, 0xA9])
    }

    @Test("A4 a checkpoint's signed bytes tell count, hash and time apart")
    func checkpoints() {
        let bytes = Set([
            AuditCheckpoint.signedBytes(count: 1, hash: [0x12], time: Timestamp(milliseconds: 3)),
            AuditCheckpoint.signedBytes(count: 11, hash: [0x2], time: Timestamp(milliseconds: 3)),
            AuditCheckpoint.signedBytes(count: 1, hash: [0x12], time: Timestamp(milliseconds: 33)),
            AuditCheckpoint.signedBytes(count: 1, hash: [], time: Timestamp(milliseconds: 3)),
        ])
        #expect(bytes.count == 4)
    }

    @Test("A4 an encoding is read back as its entry, and its place as it stands there", arguments: 0..<4)
    func roundTrip(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let texts: [String?] = [nil, "", "a", "caf\u{E9}", "cafe\u{301}", "\0", "\u{1}\0\0\0\u{1}a", "\u{1F600}"]
        for _ in 0..<500 {
            let fields = (0..<8).map { _ in texts[generator.int(0...texts.count - 1)] }
            let new = entry(
                sequence: Int64.random(in: .min ... .max, using: &generator),
                time: Int64.random(in: .min ... .max, using: &generator),
                action: AuditAction.allCases[generator.int(0...AuditAction.allCases.count - 1)],
                subject: AuditSubject.allCases[generator.int(0...AuditSubject.allCases.count - 1)],
                version: [nil, 0, -1, .min, .max][generator.int(0...4)],
                fields
            )
            let bytes = new.canonicalEncoding
            #expect(AuditEntry(canonicalEncoding: bytes)?.canonicalEncoding == bytes)
            var placed: [UInt8] = [1, 2, 3]
            let unplaced = UnplacedEntry(new.event)
            unplaced.encode(at: new.sequence, into: &placed)
            #expect(placed == [1, 2, 3] + bytes && unplaced.size == bytes.count)
            let place = bytes.withUnsafeBytes { CanonicalEncoding.place(in: $0) }
            #expect(place?.sequence == new.sequence)
            #expect(place?.app.map { Array(bytes[$0]) } == new.event.app.map { Array($0.utf8) })
        }
    }

    @Test("A4 W4 what is cut, longer or changed is no entry, or is exactly what it says", arguments: 0..<4)
    func damaged(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let bytes = entry(version: 12, ["actor", "app", nil, "", "detail", "r", "v", "q"]).canonicalEncoding
        for length in 0..<bytes.count { #expect(AuditEntry(canonicalEncoding: Array(bytes[..<length])) == nil) }
        #expect(AuditEntry(canonicalEncoding: bytes + [0]) == nil)
        for version in ["+5", "05", "-0", " 5", "5 ", "", "0x5", "9223372036854775808", "\u{665}"] {
            let fields = ["a", "SET", "secret", nil, nil, nil, version, nil, "r", "v", "q"]
            let time = Timestamp(milliseconds: 2)
            let encoding = CanonicalEncoding.bytes(sequence: 1, time: time) { fields.forEach($0) }
            #expect(AuditEntry(canonicalEncoding: encoding) == nil, "version \(version)")
        }
        for _ in 0..<3_000 {
            var changed = bytes
            for _ in 0...generator.int(0...2) {
                changed[generator.int(0...changed.count - 1)] = UInt8(generator.int(0...255))
            }
            // What parses re-encodes exactly: two readers cannot take it for different entries.
            guard let found = AuditEntry(canonicalEncoding: changed) else { continue }
            #expect(found.canonicalEncoding == changed)
            let place = changed.withUnsafeBytes { CanonicalEncoding.place(in: $0) }
            #expect(place?.sequence == found.sequence)
        }
    }
}
