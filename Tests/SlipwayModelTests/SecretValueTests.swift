import SlipwayModel
import SlipwayTesting
import Testing

@Suite("Secret values")
struct SecretValueTests {
    private static let text = "sk_live_canary"
    private let value = SecretValue(text.utf8)

    @Test("W1 a value has no text form")
    func textForms() {
        var dumped = ""
        dump(value, to: &dumped)
        var wrapped = ""
        dump(["key": (1, [value])], to: &wrapped)
        let forms = [
            "\(value)", String(describing: value), String(reflecting: value), value.description, value.debugDescription,
            "\([value])", "\(["key": value])", "\(Optional(value) as Any)", dumped, wrapped,
        ]
        for form in forms {
            #expect(!form.contains("canary"))
            #expect(!form.contains("115") && !form.contains("0x"))
        }
    }

    @Test("W1 a mirror sees nothing, not even the length")
    func mirror() {
        #expect(Mirror(reflecting: value).children.isEmpty)
        #expect("\(SecretValue([]))" == "\(value)")
    }

    @Test("W1 a value cannot be encoded or compared")
    func conformances() {
        #expect(!((value as Any) is any Encodable))
        #expect(!((value as Any) is any Equatable))
    }

    @Test("bytes in are bytes out", arguments: [0, 1, 7, 4_096, SecretValue.limit + 1])
    func bytes(count: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        let bytes = generator.bytes(count)
        let value = SecretValue(bytes)
        #expect(value.count == count)
        #expect(value.withBytes { Array($0) } == bytes)
    }

    @Test("R3 what no environment can hold is refused, and the value is not repeated")
    func check() throws {
        let name = try VariableName("KEY")
        try ValueError.check(SecretValue([UInt8](repeating: 65, count: SecretValue.limit)), of: name, allowEmpty: false)
        try ValueError.check(SecretValue([]), of: name, allowEmpty: true)
        #expect(throws: ValueError.empty(name)) {
            try ValueError.check(SecretValue([]), of: name, allowEmpty: false)
        }
        #expect(throws: ValueError.containsNUL(name)) {
            try ValueError.check(SecretValue(Array("canary\0".utf8)), of: name, allowEmpty: true)
        }
        let tooLong = [UInt8](repeating: 65, count: SecretValue.limit + 1)
        let error = try #require(throws: ValueError.self) {
            try ValueError.check(SecretValue(tooLong), of: name, allowEmpty: true)
        }
        #expect(error.description == "the value of KEY has 65537 bytes; the most is 65536")
    }
}
