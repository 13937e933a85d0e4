import Foundation
import Glibc
import SlipwayTesting
import Testing

/// A small disk of memory over a workplace's server folder.
///
/// Needs the right to mount.
enum SmallDisk {
    static let isPossible: Bool = {
        guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
        return run("mount -t tmpfs -o size=64k,mode=0755 tmpfs '\(folder.path)' && umount '\(folder.path)'")
    }()

    static let reason: Comment = "this machine does not let the tests mount a file system"

    /// Runs a line of shell to its end.
    ///
    /// By `system` and not by Foundation's `Process`, which can crash while other threads open and close files.
    @discardableResult
    static func run(_ line: String) -> Bool { system("(\(line)) > /dev/null 2>&1") == 0 }

    /// Mounts the disk for the length of the call.
    static func over<R: Sendable>(
        _ folder: String,
        megabytes: Int,
        _ body: () async throws -> R
    ) async throws -> R {
        try #require(run("mount -t tmpfs -o size=\(megabytes)m,mode=0755 tmpfs '\(folder)'"))
        defer { run("umount '\(folder)' || umount -l '\(folder)'") }
        return try await body()
    }
}

@Suite(.enabled(if: SmallDisk.isPossible, SmallDisk.reason)) struct FullDiskTests {
    @Test("A7 a full disk: writes are refused with the reason, lists go on, and nothing acknowledged is lost")
    func fullDisk() async throws {
        let place = try Workplace()
        try await SmallDisk.over(place.server, megabytes: 4) {
            try await place.app("myapp", "FIRST=value-of-first")
            let server = try await RunningServer.start(place)
            let filler = "\(place.server)/filler"
            SmallDisk.run("cat /dev/zero > '\(filler)'")
            var acknowledged: [String: String] = [:]
            var refused: Outcome?
            // A few may fit into what the database has taken already.
            for number in 0..<200 where refused == nil {
                let (name, value) = ("N\(number)", "\(number)-" + String(repeating: "v", count: 30_000))
                let set = try await place.slipway("secret:set", "myapp", name, input: Array(value.utf8))
                if set.code == 0 { acknowledged[name] = value } else { refused = set }
            }
            let errors = try #require(refused).errors
            #expect(
                errors.contains("error: the disk that holds") && errors.contains("is full: writes are refused"),
                "\(errors)"
            )
            #expect(errors.contains("hint: free some space on the server's disk"))
            #expect(refused?.code == 1)
            #expect(try await place.slipway("secret:list", "myapp").lines.count == acknowledged.count + 2)
            #expect(try await server.request("GET", "/health").status == 200)
            let ran = try await place.slipway("run", "--app", "myapp", "--only", "FIRST", "--", "echo", "ran")
            #expect(ran.code == 0 || (ran.code == 1 && ran.output.isEmpty), "no value without its entry")

            SmallDisk.run("rm '\(filler)'")
            #expect(try await place.slipway("secret:set", "myapp", "LAST=value-of-last").code == 0)
            try await server.kill()
            for (name, value) in acknowledged.merging(
                ["FIRST": "value-of-first", "LAST": "value-of-last"],
                uniquingKeysWith: { $1 }
            ) {
                let out = try await place.slipway(
                    "run",
                    "--app",
                    "myapp",
                    "--only",
                    name,
                    "--no-masking",
                    "--",
                    "sh",
                    "-c",
                    "printf %s \"$\(name)\""
                )
                #expect(out.text == value, "\(name) \(out.errors)")
            }
            #expect(try await place.slipway("audit:verify").code == 0)
        }
    }

    @Test("a first start on a full disk makes nothing that a later one stumbles over")
    func firstStart() async throws {
        let place = try Workplace()
        try await SmallDisk.over(place.server, megabytes: 1) {
            try place.configure()
            SmallDisk.run("cat /dev/zero > '\(place.server)/filler'")
            let refused = try await place.slipway("serve", place.server)
            #expect(refused.code == 1)
            #expect(refused.errors.hasPrefix("error: "), "\(refused.errors)")
            SmallDisk.run("rm '\(place.server)/filler'")
            try await RunningServer.start(place).stop()
            #expect(try await place.slipway("audit:verify").code == 0)
        }
    }

    @Test("F5 a configuration on a read-only disk serves; a read-only state folder is named")
    func readOnly() async throws {
        let place = try Workplace()
        try await SmallDisk.over(place.server, megabytes: 2) {
            try place.configure(#""store": { "path": "\#(place.temporary)/elsewhere.sqlite" }"#)
            try await RunningServer.start(place).stop()
            try #require(SmallDisk.run("mount -o remount,ro '\(place.server)'"))
            let refused = try await place.slipway("serve", place.server)
            #expect(refused.code == 1)
            #expect(refused.errors.contains("\(place.state)"), "\(refused.errors)")
            #expect(refused.errors.contains("Read-only file system"), "\(refused.errors)")
            #expect(refused.errors.contains("hint: "))
            SmallDisk.run("mount -o remount,rw '\(place.server)'")
        }
    }
}
