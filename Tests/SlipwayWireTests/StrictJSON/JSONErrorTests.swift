import SlipwayWire
import Testing

@Suite("JSONError")
struct JSONErrorTests {
    @Test("says line, column and path")
    func place() throws {
        let text = "{\n  \"api_keys\": [\n    { \"name\": \"\u{E9}\", \"role\": oops }\n  ]\n}\n"
        let error = try #require(throws: JSONError.self) { try JSONOutline(Array(text.utf8)) }
        #expect(error.path.description == "$.api_keys[0].role")
        #expect(error.position.line == 3)
        #expect(error.position.column == 28)
        #expect(error.description == "line 3, column 28, at $.api_keys[0].role: expected a value")
    }

    @Test("H7 never repeats a value, and keys only escaped and cut")
    func noValues() throws {
        let key = "\u{1B}[31m\"" + String(repeating: "k", count: 500)
        let encoded = #"\u001b[31m\""# + String(repeating: "k", count: 500)
        let text = "{\"\(encoded)\": {\"x\": \"hunter2-hunter2\", \"x\": hunter2}}"
        let error = try #require(throws: JSONError.self) { try JSONOutline(Array(text.utf8)) }
        #expect(!error.description.contains("hunter2"))
        #expect(!error.description.contains(key))
        #expect(error.description.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        #expect(error.description.utf8.count < 300)
    }

    @Test("names comments and trailing commas as such")
    func friendly() throws {
        let comma = try #require(throws: JSONError.self) { try JSONOutline(Array("[1,\n]".utf8)) }
        #expect(comma.reason == .trailingComma)
        #expect(comma.position.description == "line 1, column 3")
        let comment = try #require(throws: JSONError.self) { try JSONOutline(Array("{\n  // port\n}".utf8)) }
        #expect(comment.reason == .comment)
        let end = try #require(throws: JSONError.self) { try JSONOutline(Array("{\"a\": [1".utf8)) }
        #expect(end.reason == .unexpectedEnd)
        #expect(end.path.description == "$.a")
    }

    @Test("writes odd keys of a path in brackets")
    func oddKeys() {
        #expect(JSONPath([.key("a"), .key("b c"), .key(""), .index(2)]).description == "$.a[\"b c\"][\"\"][2]")
        #expect(JSONPath([.key("\u{212A}")]).description == "$[\"\\u{212a}\"]")
    }
}
