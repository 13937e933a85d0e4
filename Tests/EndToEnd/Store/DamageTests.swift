import Foundation
import Testing

/// What was changed behind the server's back is found, named, and hinders nothing else.
@Suite struct DamageTests {
    private func place() async throws -> Workplace {
        let place = try Workplace()
        try await place.app("myapp", "A=value-of-a", "B=value-of-b")
        return place
    }

    @Test("C1 C7 a flipped bit in a stored value: that secret fails with an error that names it, the rest work")
    func flippedBit() async throws {
        let place = try await place()
        let sealed = try #require(try place.rows("SELECT hex(sealed) FROM variables WHERE name = 'A'").first)
        let flipped = sealed.dropLast() + (sealed.hasSuffix("0") ? "1" : "0")
        try place.tamper("UPDATE variables SET sealed = x'\(flipped)' WHERE name = 'A'")
        let server = try await RunningServer.start(place)
        let failed = try await place.slipway("run", "--app", "myapp", "--only", "A", "--", "true")
        #expect(failed.code == 1)
        #expect(
            failed.errors.contains("error: the stored value of A (version 1) does not open: it was damaged or moved")
        )
        #expect(failed.errors.contains("hint: "))
        #expect(try await place.slipway("run", "--app", "myapp", "--", "true").code == 1)
        let other = try await place.slipway(
            "run",
            "--app",
            "myapp",
            "--only",
            "B",
            "--no-masking",
            "--",
            "sh",
            "-c",
            "echo $B"
        )
        #expect(other.text == "value-of-b\n")
        #expect(try await place.slipway("secret:list", "myapp").lines.count == 3)
        #expect(try await place.slipway("secret:set", "myapp", "A=set-anew").code == 0)
        #expect(try await place.slipway("run", "--app", "myapp", "--", "true").code == 0)
        try await server.stop()
    }

    @Test(
        "C1 a value moved to another name, environment, kind or version does not open",
        arguments: [
            "UPDATE variables SET sealed = (SELECT sealed FROM variables WHERE name = 'B') WHERE name = 'A'",
            "UPDATE variables SET version = 2 WHERE name = 'A'",
            "UPDATE variables SET kind = 'plain' WHERE name = 'A'",
            "UPDATE variables SET name = 'C' WHERE name = 'A'",
            "UPDATE variables SET id = id % 2147483648 + 2147483648 * (SELECT id FROM environments WHERE name = 'staging') "
                + "WHERE name = 'A'",
            "UPDATE variables SET id = id + 1 WHERE name = 'A'",
            "UPDATE environments SET name = 'elsewhere' WHERE name = 'staging'; "
                + "UPDATE environments SET name = 'staging' WHERE name = 'production'; "
                + "UPDATE environments SET name = 'production' WHERE name = 'elsewhere'",
            "UPDATE apps SET name = 'other'",
        ]
    )
    func moved(_ sql: String) async throws {
        let place = try await place()
        // The other environment has a key of its own, so that the row finds one there.
        try await place.slipway("secret:set", "myapp", "S=value-of-s", "--env", "staging")
        try place.tamper(sql)
        for app in ["myapp", "other"] {
            for environment in ["production", "staging"] {
                let run = try await place.slipway(
                    "run",
                    "--app",
                    app,
                    "--env",
                    environment,
                    "--no-masking",
                    "--",
                    "sh",
                    "-c",
                    "echo [$A$C]"
                )
                #expect(!run.text.contains("value-of-a"), "\(app) \(environment)")
            }
        }
        #expect(!(try await place.slipway("env:list", "myapp").text.contains("value-of-a")), "Z7")
    }

    @Test("C5 without the right master key the server says in one sentence which it wants, and touches nothing")
    func masterKey() async throws {
        let place = try await place()
        let id = try #require(try place.rows("SELECT master_key_id FROM instance").first)
        let key = "\(place.state)/master.key"
        let before = try Data(contentsOf: URL(fileURLWithPath: place.database))
        let wrong = "8f4e3d2c1b0a9f8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c3b2a1f0e9d8c7b6a5f4e"
        for (contents, words) in [
            (
                wrong,
                "the database wants the master key with the id \(id), and the file .slipway/master.key holds the one"
            ),
            (nil, "the database wants the master key with the id \(id), and there is none at the file"),
            ("too-short", "is not a master key"), ("", "is not a master key"),
        ] {
            try FileManager.default.removeItem(atPath: key)
            if let contents {
                try place.write(contents, to: key)
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
            }
            for arguments in [["serve", place.server], ["secret:list", "myapp"]] {
                let outcome = try await place.start(arguments).finished()
                #expect(outcome.code == 1)
                let errors = outcome.errors.split(separator: "\n")
                #expect(errors.count == 2 && errors.first?.hasPrefix("error: ") == true, "\(outcome.errors)")
                #expect(outcome.errors.contains(words), "\(outcome.errors)")
                #expect(!outcome.errors.contains(wrong))
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: place.database)) == before)
            if contents == nil { try place.write("", to: key) }
        }
    }

    @Test("a master key file that others can read is not used")
    func openKeyFile() async throws {
        let place = try await place()
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: "\(place.state)/master.key")
        let outcome = try await place.slipway("serve", place.server)
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("hint: close it with: chmod 600"))
    }

    @Test("a newer schema, a file that is no database, and a cut one each stop the start by name")
    func unusable() async throws {
        let newer = try await place()
        try newer.tamper("UPDATE schema_version SET version = 99")
        let refused = try await newer.slipway("serve", newer.server)
        #expect(refused.code == 1)
        #expect(refused.errors.contains("error: the database has schema 99"))
        #expect(refused.errors.contains("hint: use the newer slipway that wrote it"))

        for damage in ["garbage", "cut"] {
            let place = try await place()
            let data = try Data(contentsOf: URL(fileURLWithPath: place.database))
            let bad = damage == "cut" ? data.prefix(data.count / 2 + 100) : Data(repeating: 0x5A, count: 8_192)
            try bad.write(to: URL(fileURLWithPath: place.database))
            let outcome = try await place.slipway("serve", place.server)
            #expect(outcome.code == 1)
            #expect(outcome.errors.contains("is damaged or not a database"), "\(damage): \(outcome.errors)")
            #expect(outcome.errors.contains("hint: stop the server and put the database back from a backup"))
        }
    }

    @Test("a database that another process holds: writes are refused with the reason, reads go on")
    func locked() async throws {
        let place = try await place()
        let server = try await RunningServer.start(place)
        let held = try place.hold()
        let set = try await place.slipway("secret:set", "myapp", "C=value-of-c")
        #expect(set.code == 1)
        #expect(set.errors.contains("is locked by another process"))
        #expect(set.errors.contains("hint: stop the other process"))
        #expect(try await place.slipway("secret:list", "myapp").lines.count == 3)
        let run = try await place.slipway("run", "--app", "myapp", "--", "touch", "\(place.temporary)/ran")
        #expect(run.code == 1, "A7 no value without its entry")
        #expect(!FileManager.default.fileExists(atPath: "\(place.temporary)/ran"))
        // With the lock still there no second start comes up either, and says why.
        try await server.stop()
        let start = try await place.slipway("serve", place.server)
        #expect(start.code == 1)
        #expect(start.errors.contains("is locked by another process"), "\(start.errors)")
        try held.release()
        #expect(try await place.slipway("secret:set", "myapp", "C=value-of-c").code == 0)
        #expect(try await place.slipway("audit:verify").code == 0)
    }
}
