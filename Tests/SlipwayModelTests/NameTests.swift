import SlipwayModel
import Testing

@Suite("Names")
struct NameTests {
    private static let badEverywhere = [
        "", " ", "a b", " a", "a ", "a\n", "a\0", "\0", "a\0b", ".", "..", "../a", "a/b", "a\\b", "a/", "%61", "a%00",
        "naïve", "cafe\u{301}", "caf\u{E9}", "ａ", "а", "a\u{200B}", "a\u{202E}b", "İ", "ß", "\u{212A}", "🔑", "a=b",
        "$a",
        "a;b", "a'b", "a\"b", "a.b", "a*b", "a,b", "\u{1B}[31m",
    ]

    @Test("Z4 W3 what is no name is refused everywhere", arguments: badEverywhere)
    func bad(text: String) {
        #expect(throws: NameError.self) { try AppName(text) }
        #expect(throws: NameError.self) { try EnvironmentName(text) }
        #expect(throws: NameError.self) { try VariableName(text) }
    }

    @Test(
        "Z4 apps and environments are lower-case labels",
        arguments: [
            "A", "MyApp", "myApp", "my_app", "-a", "a-", "-", "1app", "0", String(repeating: "a", count: 64),
            String(repeating: "a", count: 100_000),
        ]
    )
    func badLabel(text: String) {
        #expect(throws: NameError.self) { try AppName(text) }
        #expect(throws: NameError.self) { try EnvironmentName(text) }
    }

    @Test("good labels", arguments: ["a", "a1", "payment-service", "a--b", String(repeating: "a", count: 63)])
    func goodLabel(text: String) throws {
        #expect(try AppName(text).text == text)
        #expect(try EnvironmentName(text).text == text)
    }

    @Test("Z4 variables are shell names", arguments: ["1A", "A-B", "-A", "9", String(repeating: "A", count: 129)])
    func badVariable(text: String) {
        #expect(throws: NameError.self) { try VariableName(text) }
    }

    @Test("good variables", arguments: ["A", "_", "a", "_1", "Stripe_Key2", String(repeating: "A", count: 128)])
    func goodVariable(text: String) throws {
        #expect(try VariableName(text).text == text)
    }

    @Test("Z4 case tells variables apart")
    func variableCase() throws {
        let names = Set([try VariableName("Key"), try VariableName("KEY"), try VariableName("key")])
        #expect(names.count == 3)
        #expect(names.sorted().map(\.text) == ["KEY", "Key", "key"])
    }

    @Test("W3 of all one-scalar names only ASCII ones pass")
    func everyScalar() {
        var accepted: [UInt32] = []
        for value in UInt32(0)...0x2FFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            if (try? VariableName(String(Character(scalar)))) != nil { accepted.append(value) }
        }
        #expect(accepted == Array(0x41...0x5A) + [0x5F] + Array(0x61...0x7A))
    }

    @Test("A5 a refusal is one printable line, and cut")
    func refusal() throws {
        let text = "x\n\u{1B}[2J\u{202E}" + String(repeating: "y", count: 10_000)
        let error = try #require(throws: NameError.self) { try AppName(text) }
        #expect(error.description.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 >= 0x80 })
        #expect(error.found.hasPrefix("x\\u{a}\\u{1b}[2J\\u{202e}"))
        #expect(error.description.utf8.count < 300)
    }
}
