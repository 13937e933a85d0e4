import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("The cache of sealed variables", .timeLimit(.minutes(10)))
struct CacheTests {
    @Test("W5 what was set is what is injected next, also where it was set globally")
    func loop() async throws {
        let services = try await ServicesFixture.withApp().services
        for number in 1...40 {
            try await services.set("GLOBAL", "\(number)", in: .global)
            #expect(try await services.injected()["GLOBAL"] == "\(number)")
            try await services.set("OWN", "\(number)", in: .staging)
            #expect(try await services.injected(of: .myapp, .staging)["OWN"] == "\(number)")
            guard number.isMultiple(of: 5) else { continue }
            try await services.unset("OWN", in: .staging)
            #expect(try await services.injected(of: .myapp, .staging) == ["GLOBAL": "\(number)"])
        }
    }

    @Test("W5 a reader never sees a value that was replaced before it began")
    func concurrent() async throws {
        let services = try await ServicesFixture.withApp().services
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for number in 1...25 {
                        try await services.set("KEY_\(writer)", "\(number)")
                        let seen = try await services.injected()["KEY_\(writer)"]
                        #expect(seen == "\(number)")
                    }
                }
            }
            for _ in 0..<4 {
                group.addTask {
                    var last = [Int](repeating: 0, count: 4)
                    for _ in 0..<40 {
                        let seen = try await services.injected()
                        for writer in 0..<4 {
                            let number = Int(seen["KEY_\(writer)"] ?? "0") ?? -1
                            #expect(number >= last[writer])
                            last[writer] = number
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
