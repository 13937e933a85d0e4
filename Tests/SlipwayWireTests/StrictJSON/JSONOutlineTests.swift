import SlipwayWire
import Testing

@Suite("JSONOutline")
struct JSONOutlineTests {
    @Test(
        "accepts what RFC 8259 allows",
        arguments: [
            "null", "true", "false", "0", "-0", "-0.5e+10", "12345678901234567890", "\"\"", "[]", "{}", " [ ] ",
            "\t\r\n{}\n",
            #"{"a":{"b":[1,2,{"c":null}]}}"#, #""\u0041\ud83d\ude00\n\/\"""#, "\"\u{7F}\u{E9}\u{1F600}\"",
            #"{"":1,"\u0000":2,"__proto__":3,"constructor":4}"#,
        ]
    )
    func accepts(text: String) throws {
        _ = try JSONOutline(Array(text.utf8))
    }

    @Test(
        "refuses everything else",
        arguments: [
            "", " ", "nul", "nulll", "True", "NaN", "Infinity", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "0x10",
            "1_000", "[1,]", "[,1]", "[1 2]", "[", "]", "{", "}", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{a:1}"#,
            "{'a':1}", #"{"a":1"#, #"{"a" 1}"#, #"{1:2}"#, "[}", "{]", "\"", "\"\\\"", "\"\t\"", "\"\u{0}\"",
            #""\x41""#,
            #""\u12""#, #""\u12g4""#, #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800\ud800""#, #""\ud800x""#,
            "1 2", "{}{}", "[]]", "null,", "// c\n1", "[1 /* c */]", "# c\n1", "\u{FEFF}{}", "\u{A0}1", "\u{0}",
        ]
    )
    func refuses(text: String) {
        #expect(throws: JSONError.self) { try JSONOutline(Array(text.utf8)) }
    }

    @Test(
        "refuses what is not UTF-8",
        arguments: [
            [0xFF], [0x22, 0x80, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xE0, 0x80, 0x80, 0x22],
            [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xF0, 0x9F, 0x98, 0x22],
            [0x22, 0xE2, 0x82], [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
        ] as [[UInt8]]
    )
    func refusesOtherEncodings(bytes: [UInt8]) throws {
        let error = try #require(throws: JSONError.self) { try JSONOutline(bytes) }
        #expect(error.reason == .notUTF8)
    }

    @Test("refuses a byte order mark", arguments: [[0xEF, 0xBB, 0xBF, 0x31], [0xFF, 0xFE, 0x31, 0]] as [[UInt8]])
    func refusesMark(bytes: [UInt8]) throws {
        let error = try #require(throws: JSONError.self) { try JSONOutline(bytes) }
        #expect(error.reason == .byteOrderMark)
    }

    @Test("H6 refuses nesting over the limit, however deep, without a crash", arguments: ["[", "{\"a\":"])
    func deepNesting(opening: String) throws {
        let bomb = Array(String(repeating: opening, count: 100_000).utf8)
        let error = try #require(throws: JSONError.self) { try JSONOutline(bomb) }
        #expect(error.reason == .tooDeep(limit: 16))
        #expect(throws: JSONError.self) { try JSONOutline(bomb, limits: JSONLimits(depth: .max)) }
        let deepest = String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
        _ = try JSONOutline(Array(deepest.utf8))
        #expect(throws: JSONError.self) { try JSONOutline(Array("[\(deepest)]".utf8)) }
    }

    @Test("H6 refuses too many values and numbers that are too long")
    func manyValues() throws {
        let many = "[" + String(repeating: "0,", count: 9_998) + "0]"
        _ = try JSONOutline(Array(many.utf8))
        let more = try #require(throws: JSONError.self) { try JSONOutline(Array("[0,\(many.dropFirst())".utf8)) }
        #expect(more.reason == .tooManyValues(limit: 10_000))
        let long = try #require(throws: JSONError.self) {
            try JSONOutline(Array("{\"n\":\(String(repeating: "9", count: 1_000_000))}".utf8))
        }
        #expect(long.reason == .numberTooLong(limit: 20))
        #expect(long.path.description == "$.n")
    }

    @Test(
        "Z6 refuses a key that stands twice, also behind escapes and among many",
        arguments: [
            #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"\u0041":1,"b":2,"A":2}"#, #"{"":1,"":2}"#,
            #"{"\ud83d\ude00":1,"😀":2}"#, #"{"/":1,"\/":2}"#, #"[{"a":{"x":1,"x":1}}]"#,
            "{" + (0..<100).map { "\"k\($0)\":0" }.joined(separator: ",") + #","k7":1}"#,
        ]
    )
    func duplicateKeys(text: String) throws {
        let error = try #require(throws: JSONError.self) { try JSONOutline(Array(text.utf8)) }
        guard case .duplicateKey = error.reason else {
            Issue.record("\(error)")
            return
        }
    }

    @Test("W3 names canonically equivalent keys apart from equal ones, and refuses them too")
    func equivalentKeys() throws {
        let composed = try #require(throws: JSONError.self) {
            try JSONOutline(Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
        }
        #expect(composed.reason == .equivalentKeys("e\\u{301}"))
        let kelvin = try #require(throws: JSONError.self) { try JSONOutline(Array(#"{"KEY":1,"\u212AEY":2}"#.utf8)) }
        #expect(kelvin.reason == .equivalentKeys("\\u{212a}EY"))
        let outline = try JSONOutline(Array("{\"\u{E9}\":1}".utf8))
        #expect(outline.root["e\u{301}"] == nil)
    }

    @Test("gives kinds, ranges, members and elements")
    func tree() throws {
        let text = #" {"a" : [1, "\u00e9", {}],"b\n":null} "#
        let outline = try JSONOutline(Array(text.utf8))
        let root = outline.root
        #expect(root.kind == .object)
        #expect(root.members.map(\.key) == ["a", "b\n"])
        #expect(slice(text, root.members[0].keyRange) == #""a""#)
        #expect(slice(text, root.range) == text.dropFirst().dropLast())
        let list = try #require(root["a"])
        #expect(list.elements.map(\.kind) == [.number, .string, .object])
        #expect(list.elements.map { slice(text, $0.range) } == ["1", #""\u00e9""#, "{}"])
        #expect(outline.node(at: JSONPath([.key("a"), .index(1)])) == list.elements[1])
        #expect(outline.node(at: .root.member("a").element(3)) == nil)
    }

    private func slice(_ text: String, _ range: Range<Int>) -> Substring {
        Substring(text.utf8.dropFirst(range.lowerBound).prefix(range.count))
    }
}
