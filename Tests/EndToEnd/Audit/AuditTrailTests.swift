import Foundation
import SlipwayStore
import Testing

@Suite struct AuditTrailTests {
    private func place() async throws -> Workplace {
        let place = try Workplace()
        try await place.app("myapp", "A=value-of-a", "B=value-of-b")
        try await place.slipway("secret:unset", "myapp", "B")
        try await place.slipway("run", "--app", "myapp", "--", "true")
        return place
    }

    @Test("A4 an untouched trail is intact")
    func intact() async throws {
        let place = try await place()
        let outcome = try await place.slipway("audit:verify")
        #expect(outcome.code == 0)
        #expect(outcome.errors.hasPrefix("the audit trail is intact: "), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test(
        "A4 whatever is changed in the trail is found, and the first broken entry named",
        arguments: [
            (
                [
                    """
                    UPDATE audit SET entry = CAST(substr(entry, 1, 24) || x'21' || substr(entry, 26) AS BLOB)
                    WHERE sequence = 3
                    """
                ], 3
            ),
            (["UPDATE audit SET entry = zeroblob(100) WHERE sequence = 1"], 1),
            (["UPDATE audit SET entry = (SELECT entry FROM audit WHERE sequence = 3) WHERE sequence = 2"], 2),
            (["DELETE FROM audit WHERE sequence = 2"], 2),
            (
                [
                    "UPDATE audit SET sequence = -1 WHERE sequence = 2",
                    "UPDATE audit SET sequence = 2 WHERE sequence = 3",
                    "UPDATE audit SET sequence = 3 WHERE sequence = -1",
                ], 2
            ),
            (["UPDATE audit SET tag = zeroblob(16) WHERE sequence = 4"], 4),
            (["UPDATE audit_head SET tag = zeroblob(32)"], 5),
        ] as [([Query], Int)]
    )
    func broken(_ changes: [Query], _ entry: Int) async throws {
        let place = try await place()
        try await place.tamperWithEntries(changes)
        let outcome = try await place.slipway("audit:verify")
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("error: the audit trail is broken at entry \(entry): "), "\(outcome.errors)")
        #expect(outcome.errors.contains("hint: keep the database and its backups as they are"))
        let json = try await place.slipway("audit:verify", "--json")
        #expect(json.code == 1)
        #expect(json.text.contains(#""first_broken" : \#(entry)"#) && json.text.contains(#""intact" : false"#))
    }

    @Test(
        "A4 a cut tail, an emptied trail and one put back to an older state are found",
        arguments: [
            ["DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)"],
            ["DELETE FROM audit", "DELETE FROM audit_head", "DELETE FROM audit_checkpoints"],
            ["DELETE FROM audit_head"],
            [
                "UPDATE audit_head SET count = count - 1",
                "DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)",
            ],
        ] as [[Query]]
    )
    func cut(_ changes: [Query]) async throws {
        let place = try await place()
        try await place.tamperWithEntries(changes)
        let outcome = try await place.slipway("audit:verify")
        #expect(outcome.code == 1 && outcome.errors.contains("the audit trail is broken at entry"), "\(outcome.errors)")
    }

    @Test("C2 an older copy of the whole database is noticed at the start and by audit:verify")
    func rollback() async throws {
        let place = try await place()
        let copy = "\(place.temporary)/older.sqlite"
        try FileManager.default.copyItem(atPath: place.database, toPath: copy)
        for number in 1...3 { try await place.slipway("secret:set", "myapp", "A=value-\(number)") }
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: place.database + suffix) }
        try FileManager.default.copyItem(atPath: copy, toPath: place.database)
        let server = try await RunningServer.start(place)
        #expect(server.log.contains("level=critical") && server.log.contains("run slipway audit:verify"))
        let outcome = try await place.slipway("audit:verify")
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("an older copy was put back"), "\(outcome.errors)")
        try await server.stop()
    }

    @Test("A4 an export is checked without a server by the public key; whatever is changed in it is found")
    func export() async throws {
        let place = try await place()
        let server = try await RunningServer.start(place)
        let export = try await place.slipway("audit:export")
        #expect(export.code == 0 && export.errors.isEmpty)
        let status = try await place.slipway("key:status")
        let key = try #require(status.lines.last?.split(separator: " ").last.map(String.init))
        try await server.stop()
        let lines = export.lines
        let file = "\(place.temporary)/audit.jsonl"
        func verify(_ lines: [String], key: String = key) async throws -> Outcome {
            try place.write(lines.map { $0 + "\n" }.joined(), to: file)
            return try await place.slipway("audit:verify", "--file", file, "--public-key", key, in: place.home)
        }
        let whole = try await verify(lines)
        #expect(whole.code == 0, "\(whole.errors)")
        let checkpoint = try #require(lines.last)
        #expect(checkpoint.contains("checkpoint"))
        let changes: [(String, [String])] = [
            ("cut before the checkpoint", Array(lines.dropLast())),
            ("cut at an entry", Array(lines.prefix { !$0.contains(#""sequence":3"#) })),
            (
                "cut at an earlier checkpoint",
                lines.dropLast().lastIndex { $0.contains("checkpoint") }.map { Array(lines[...$0]) } ?? []
            ),
            ("cut but with the checkpoint", lines.dropLast(2) + [checkpoint]),
            ("altered", lines.map { $0.replacing("UNSET", with: "SET") }),
            ("one entry less", lines.filter { !$0.contains(#""sequence":2"#) }),
            ("two lines swapped", [lines[1], lines[0]] + lines.dropFirst(2)),
            ("a line twice", [lines[0]] + lines),
            ("a line more", lines + [lines[0]]),
            ("a line that is none", lines.prefix(2) + ["{}"] + lines.dropFirst(2)),
            ("nothing", []),
        ]
        for (name, changed) in changes {
            let outcome = try await verify(changed)
            #expect(outcome.code == 1, "\(name): \(outcome.errors)")
            #expect(outcome.errors.contains("the audit trail is broken at entry"), "\(name): \(outcome.errors)")
        }
        #expect(try await verify(lines, key: String(repeating: "0", count: 64)).code == 1)
        #expect(try await verify(lines, key: "short").code == 2)
        #expect(try await place.slipway("audit:verify", "--file", "nosuch", "--public-key", key).code == 3)
    }

    @Test("an export that cannot be written is no success")
    func exportToFullDevice() async throws {
        let place = try await place()
        let outcome = try await place.shell("slipway audit:export > /dev/full")
        #expect(outcome.code == 1)
        #expect(outcome.errors == "error: could not write to standard output: No space left on device\n")
        #expect(try await place.shell("slipway audit:export | head -c 1 > /dev/null").code == 0)
    }
}
