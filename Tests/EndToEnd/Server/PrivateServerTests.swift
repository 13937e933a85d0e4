import Foundation
import Glibc
import Testing

/// Commands in a folder where no server runs: each starts one for itself.
@Suite struct PrivateServerTests {
    @Test("commands that come at the same time wait for each other, and all succeed")
    func together() async throws {
        let place = try Workplace()
        try await place.app()
        let codes = try await withThrowingTaskGroup(of: Int32.self) { group in
            for number in 0..<8 {
                group.addTask { try await place.slipway("secret:set", "myapp", "N\(number)=value-\(number)").code }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes == Array(repeating: 0, count: 8))
        #expect(try await place.slipway("secret:list", "myapp").lines.count == 9)
        #expect(try await place.slipway("audit:verify").code == 0)
    }

    @Test("A4 C7 a command that is killed leaves nothing that the next one stumbles over")
    func killed() async throws {
        let place = try Workplace()
        try await place.app("myapp", "A=value-of-a")
        let child = try place.start(["secret:set", "myapp", "B"], input: nil)
        child.signal(SIGKILL)
        _ = try await child.finished()
        for _ in 0..<3 {
            let set = try place.start(["secret:set", "myapp", "B=value-of-b"])
            _ = try await eventually("its socket, or its end") {
                let files = try FileManager.default.contentsOfDirectory(atPath: place.state)
                return set.hasEnded || files.contains { $0.hasPrefix("private-") } ? true : nil
            }
            set.signal(SIGKILL)
            _ = try await set.finished()
            #expect(try await place.slipway("secret:set", "myapp", "C=value-of-c").code == 0)
        }
        #expect(try await place.slipway("audit:verify").code == 0)
    }

    @Test("R1 the key in SLIPWAY_TOKEN decides who acts also on the server's own machine")
    func token() async throws {
        let place = try Workplace()
        try await place.app("myapp", "A=value-of-a")
        let key = try await place.addKey("dev", "--role", "developer")
        let asKey = try await place.slipway("secret:list", "myapp", environment: ["SLIPWAY_TOKEN": key])
        #expect(asKey.code == 4)
        #expect(try await place.slipway("secret:list", "myapp").code == 0)
    }
}
