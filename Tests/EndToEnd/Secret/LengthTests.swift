import Testing

@Suite struct LengthTests {
    @Test("C8 a list does not tell how long a value is")
    func lengths() async throws {
        let place = try Workplace()
        try await place.app("myapp", "A=x")
        let first = try await place.slipway("secret:list", "myapp")
        let set = try await place.slipway("secret:set", "myapp", "A=" + String(repeating: "long", count: 5_000))
        #expect(set.code == 0)
        #expect(try await place.slipway("secret:list", "myapp").lines == first.lines)
        let json = try await place.slipway("secret:list", "myapp", "--json")
        #expect(!json.lines.joined().contains("20000") && !json.lines.joined().contains("•"))
    }
}
