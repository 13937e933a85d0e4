import Foundation
import Glibc
import Testing

@Suite struct KeyRotationTests {
    private func reads(_ place: Workplace, environment: [String: String] = [:]) async throws -> String {
        let arguments = ["run", "--app", "myapp", "--no-masking", "--", "sh", "-c", "echo $A"]
        let outcome = try await place.start(arguments, environment: environment).finished()
        return outcome.code == 0 ? outcome.text : outcome.errors
    }

    private func masterKeyID(_ place: Workplace, environment: [String: String] = [:]) async throws -> String {
        let status = try await place.slipway("key:status", environment: environment)
        let line = try #require(status.lines.first { $0.hasPrefix("master key id") }, "\(status.errors)")
        return String(line.dropFirst("master key id".count)).trimmingCharacters(in: .whitespaces)
    }

    @Test("C4 with a key file the server gets a new one while it runs; the old one opens nothing any more")
    func file() async throws {
        let place = try Workplace()
        try await place.app("myapp", "A=value-of-a")
        let key = "\(place.state)/master.key"
        let old = try #require(place.contents(key))
        let server = try await RunningServer.start(place)
        let before = try await masterKeyID(place)
        let rotated = try await place.slipway("key:rotate")
        #expect(rotated.code == 0)
        let after = try await masterKeyID(place)
        #expect(after != before)
        #expect(
            rotated.errors.contains("the master key is now \(after) (was \(before)); 1 data keys were wrapped anew")
        )
        #expect(rotated.errors.contains("next: back up the new key file now"))
        #expect(place.contents(key) != old && place.mode(key) == 0o600)
        let retired = "\(key).retired-\(before)"
        #expect(place.contents(retired) == old && place.mode(retired) == 0o600)
        #expect(try await reads(place) == "value-of-a\n")
        #expect(try await place.slipway("secret:set", "myapp", "A=value-next").code == 0)
        try await server.kill()
        #expect(try await reads(place) == "value-next\n")
        try FileManager.default.removeItem(atPath: key)
        try FileManager.default.copyItem(atPath: retired, toPath: key)
        let refused = try await place.slipway("serve", place.server)
        #expect(refused.code == 1)
        #expect(refused.errors.contains("the database wants the master key with the id \(after), and"))
        #expect(refused.errors.contains("holds the one with the id \(before)"))
    }

    @Test("C4 with a source that slipway cannot change, it moves to the one named as next")
    func next() async throws {
        let place = try Workplace()
        let (first, second) = (try await random(place), try await random(place))
        let keys = ["KEY_A": first, "KEY_B": second]
        try place.configure(#""master_key": { "source": "env", "variable": "KEY_A" }"#)
        _ = try await place.slipway("init", "myapp", environment: keys)
        try await place.slipway("secret:set", "myapp", "A=value-of-a", environment: keys)
        let refused = try await place.slipway("key:rotate", environment: keys)
        #expect(refused.code == 1)
        #expect(refused.errors.contains("master_key.next"))
        try place.configure(
            #""master_key": { "source": "env", "variable": "KEY_A", "next": { "source": "env", "variable": "KEY_B" } }"#
        )
        let rotated = try await place.slipway("key:rotate", environment: keys)
        #expect(rotated.code == 0, "\(rotated.errors)")
        #expect(rotated.errors.contains(#"then remove "next""#))
        #expect(try await reads(place, environment: keys) == "value-of-a\n", "with next still there")
        try place.configure(#""master_key": { "source": "env", "variable": "KEY_B" }"#)
        #expect(try await reads(place, environment: keys) == "value-of-a\n")
        try place.configure(#""master_key": { "source": "env", "variable": "KEY_A" }"#)
        #expect(try await reads(place, environment: keys).contains("wants the master key with the id"))
        let missing = try await place.slipway("serve", place.server)
        #expect(missing.errors.contains("error: KEY_A is not set"))
        for text in [refused.errors, rotated.errors] { #expect(!text.contains(first) && !text.contains(second)) }
    }

    @Test("C4 a rotation that was cut off is finished or forgotten at the next start")
    func cutOff() async throws {
        let place = try Workplace()
        try await place.app("myapp", "A=value-of-a")
        let key = "\(place.state)/master.key"
        // Before the commit: the next key is there and the store does not want it.
        let never = try await random(place)
        try place.write(never, to: "\(key).next")
        chmod("\(key).next", 0o600)
        #expect(try await reads(place) == "value-of-a\n")
        let before = try await masterKeyID(place)
        #expect(try await place.slipway("key:rotate").code == 0)
        // After the commit and before the files were moved.
        #expect(rename(key, "\(key).next") == 0 && rename("\(key).retired-\(before)", key) == 0)
        #expect(try await reads(place) == "value-of-a\n")
        #expect(!FileManager.default.fileExists(atPath: "\(key).next"), "it was put in its place")
        #expect(try await reads(place) == "value-of-a\n")
    }

    @Test("C4 C7 a server killed in the middle of a rotation starts again with every value, five times")
    func killed() async throws {
        let place = try Workplace()
        try await place.app("myapp", "A=value-of-a")
        for environment in ["staging", "development"] {
            try await place.slipway("secret:set", "myapp", "A=value-of-a", "--env", environment)
        }
        for round in 0..<5 {
            let server = try await RunningServer.start(place)
            let rotation = try place.start(["key:rotate"])
            _ = try await eventually("the next key is on disk, or the rotation is over") {
                let isThere = FileManager.default.fileExists(atPath: "\(place.state)/master.key.next")
                return isThere || rotation.hasEnded ? true : nil
            }
            try await server.kill()
            _ = try await rotation.finished()
            #expect(try await reads(place) == "value-of-a\n", "round \(round)")
        }
        #expect(try await place.slipway("audit:verify").code == 0)
    }

    @Test("a passphrase and a command can give the key; a short passphrase and a failing command are named")
    func otherSources() async throws {
        let place = try Workplace()
        try place.configure(#""master_key": { "source": "passphrase" }"#)
        let words = ["SLIPWAY_PASSPHRASE": "six random words make a good one"]
        _ = try await place.slipway("init", "myapp", environment: words)
        try await place.slipway("secret:set", "myapp", "A=value-of-a", environment: words)
        #expect(try await reads(place, environment: words) == "value-of-a\n")
        let wrong = try await reads(place, environment: ["SLIPWAY_PASSPHRASE": "six other words make no good"])
        #expect(wrong.contains("wants the master key with the id") && !wrong.contains("other words"))
        #expect(try await reads(place, environment: ["SLIPWAY_PASSPHRASE": "short"]).contains("too short"))

        let other = try Workplace()
        try other.write(try await random(other), to: "\(other.home)/key")
        try other.configure(#""master_key": { "source": "command", "command": ["cat", "\#(other.home)/key"] }"#)
        try await other.app("myapp", "A=value-of-a")
        #expect(try await reads(other) == "value-of-a\n")
        try other.configure(#""master_key": { "source": "command", "command": ["false"] }"#)
        #expect(try await reads(other).contains("the command false that gives the master key ended with exit code 1"))
    }

    private func random(_ place: Workplace) async throws -> String {
        try await place.shell("od -An -N32 -tx1 /dev/urandom | tr -d ' \\n'").text
    }

    @Test("C4 a rotation whose files could not be moved, tried again, never loses the key in force")
    func retried() async throws {
        let place = try Workplace()
        try await place.app("myapp", "A=value-of-a")
        let key = "\(place.state)/master.key"
        let before = try await masterKeyID(place)
        // Something stands where the old key is to be kept.
        let obstacle = "\(key).retired-\(before)"
        try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: false)
        let server = try await RunningServer.start(place)
        let rotated = try await place.slipway("key:rotate")
        #expect(rotated.code == 0 && rotated.errors.contains("could not be put in its place"))
        let live = try #require(place.contents("\(key).next"))
        #expect(try await place.slipway("key:rotate").code != 0)
        #expect(place.contents("\(key).next") == live)
        try await server.kill()
        #expect(try await reads(place) == "value-of-a\n")
        try FileManager.default.removeItem(atPath: obstacle)
        #expect(try await reads(place) == "value-of-a\n")
        #expect(place.contents(key) == live, "it went to its place as soon as it could")
        #expect(try await place.slipway("key:rotate").code == 0)
        #expect(try await reads(place) == "value-of-a\n")
    }
}
