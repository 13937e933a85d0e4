import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("Old versions")
struct HistoryTests {
    private func versions(_ fixture: ServicesFixture) async throws -> [Int64] {
        try await fixture.store.run("SELECT version FROM variable_history ORDER BY version").map { try $0.integer(0) }
    }

    @Test("the newest five old versions are kept, sealed")
    func five() async throws {
        let fixture = try await ServicesFixture.withApp()
        for number in 1...9 { try await fixture.services.set("KEY", "canary-\(number)") }
        #expect(try await versions(fixture) == [4, 5, 6, 7, 8])
        for row in try await fixture.store.run("SELECT sealed FROM variable_history") {
            #expect(!String(decoding: try row.blob(0), as: UTF8.self).contains("canary"))
        }
    }

    @Test("none are kept when none are wanted, also of those from before")
    func none() async throws {
        let fixture = try await ServicesFixture.withApp()
        for number in 1...3 { try await fixture.services.set("KEY", "\(number)") }
        let again = try await fixture.restarted(settings: Settings(history: 0))
        try await again.services.set("KEY", "4")
        #expect(try await versions(again).isEmpty)
        #expect(try await again.services.injected() == ["KEY": "4"])
    }

    @Test("A8 unsetting forgets every old version")
    func unset() async throws {
        let fixture = try await ServicesFixture.withApp()
        for number in 1...3 { try await fixture.services.set("KEY", "\(number)") }
        try await fixture.services.set("OTHER", "1")
        try await fixture.services.set("OTHER", "2")
        try await fixture.services.unset("KEY")
        #expect(try await versions(fixture) == [1])
        #expect(try await fixture.store.run("SELECT sealed FROM variables WHERE name = 'KEY'")[0].values == [.null])
    }

    @Test("A8 C7 no value of any version is in the files of the store")
    func files() async throws {
        let fixture = try await ServicesFixture.withApp()
        var generator = SeededGenerator(seed: 1)
        for number in 0..<120 {
            let filler = String(repeating: "y", count: generator.int(0...400))
            let index = number % 20
            try await fixture.services.set(
                "KEY_\(index)",
                "canary-\(number)-\(filler)",
                index.isMultiple(of: 3) ? .plain : .secret,
                in: index.isMultiple(of: 2) ? .production : .staging
            )
        }
        let canary = Array("canary-".utf8)
        #expect(try fixture.folder.files(holding: canary).isEmpty)
        let again = try await fixture.restarted()
        #expect(try await again.services.injected().count + again.services.injected(of: .myapp, .staging).count == 20)
        #expect(try again.folder.files(holding: canary).isEmpty)
    }
}
