import Foundation
import Glibc
import Testing

/// A store that cannot grow, as any user can make one: the system refuses to let its files get larger.
@Suite struct FileLimitTests {
    @Test("A7 when a file cannot grow writes are refused, lists go on, and nothing acknowledged is lost")
    func limited() async throws {
        let place = try Workplace()
        try await place.app("myapp", "FIRST=value-of-first")
        // Blocks of 512 bytes; ignoring the signal turns it into an error, as a full disk is one.
        let line = "trap '' XFSZ; ulimit -f 1200; exec slipway serve ."
        let child = try place.start(program: "/bin/sh", ["-c", line])
        _ = try await eventually("the server is ready") { RunningServer.readyPort(child.errors) }
        var acknowledged = ["FIRST": "value-of-first"]
        var refused: Outcome?
        for number in 0..<100 where refused == nil {
            let (name, value) = ("N\(number)", "\(number)-" + String(repeating: "v", count: 40_000))
            let set = try await place.slipway("secret:set", "myapp", name, input: Array(value.utf8))
            if set.code == 0 { acknowledged[name] = value } else { refused = set }
        }
        let errors = try #require(refused, "the limit was never reached").errors
        #expect(refused?.code == 1)
        #expect(errors.contains("error: the disk that holds"), "\(errors)")
        #expect(try await place.slipway("secret:list", "myapp").lines.count == acknowledged.count + 1)
        child.signal(SIGTERM)
        _ = try await child.finished()

        for (name, value) in acknowledged {
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
