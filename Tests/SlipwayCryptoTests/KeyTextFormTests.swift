import Testing

@testable import SlipwayCrypto

@Suite("Keys have no text form")
struct KeyTextFormTests {
    private static func forms(of value: some Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        var nested = ""
        dump([[value]], to: &nested)
        let children = Mirror(reflecting: value).children.map { "\($0)" }
        return ["\(value)", String(describing: value), String(reflecting: value), "\([value])", dumped, nested]
            + children
    }

    @Test("W1 a master key shows its id and nothing else")
    func masterKey() throws {
        let key = MasterKey.generate()
        let text = String(decoding: key.text.dropLast(), as: UTF8.self)
        for form in Self.forms(of: key) {
            #expect(form.contains(key.id.description))
            #expect(!form.contains(text.prefix(8)) && !form.contains("SymmetricKey"))
        }
        #expect("\(key)" == "MasterKey(\(key.id))")
    }

    @Test("W1 a data key shows its id and nothing else")
    func dataKey() {
        for form in Self.forms(of: DataKey.generate()) {
            #expect(form.contains("DataKey("))
            #expect(!form.contains("SymmetricKey") && !form.contains("key:"))
        }
    }

    @Test("W1 audit keys show nothing")
    func auditKeys() {
        for form in Self.forms(of: AuditKeys.generate()) {
            #expect(form.contains("AuditKeys(hidden)"))
            #expect(!form.contains("SymmetricKey") && !form.contains("PrivateKey"))
        }
    }

    @Test("a failure carries no detail", arguments: [CryptoError.doesNotOpen, .unknownFormat, .badKey])
    func errors(error: CryptoError) {
        #expect(Mirror(reflecting: error).children.isEmpty)
    }
}
