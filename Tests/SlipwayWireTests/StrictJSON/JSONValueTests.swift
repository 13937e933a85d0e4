import Foundation
import SlipwayWire
import Testing

@Suite("JSONValue")
struct JSONValueTests {
    private func read<R>(_ text: String, _ body: (JSONValue) throws -> R) throws -> R {
        try Array(text.utf8).withUnsafeBytes { try JSONValue.read($0, body) }
    }

    /// The path and the reason of what a document of the wrong shape is refused with.
    private func refusal(_ text: String, _ body: (JSONValue) throws -> some Any) throws -> String {
        let error = try #require(throws: JSONShapeError.self) { _ = try read(text, body) }
        let reason =
            switch error.reason {
            case .missing(let field): "lacks \(field)"
            case .wrongType(let expected): "not \(expected)"
            case .unknownField(let allowed): "unknown field, not " + allowed.joined(separator: " ")
            case .unacceptable(let text): text
            }
        return "\(error.path) \(reason)"
    }

    @Test(
        "escapes are resolved, byte for byte",
        arguments: [
            (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u0041\u00e9""#, "A\u{E9}"),
            (#""\u0065\u0301""#, "e\u{301}"), (#""\u0000""#, "\0"), (#""\ud83d\ude00!""#, "\u{1F600}!"),
            (#""\uFFFF\udbff\udfff""#, "\u{FFFF}\u{10FFFF}"), ("\"\u{E9}\u{1F600}\"", "\u{E9}\u{1F600}"),
            ("\"\u{FEFF}x\"", "\u{FEFF}x"),
            (#""é\n😀\u0001x""#, "\u{E9}\n\u{1F600}\u{1}x"), (#""\\u0041""#, #"\u0041"#),
        ]
    )
    func strings(_ document: String, _ expected: String) throws {
        #expect(try read(document) { try $0.utf8() } == Array(expected.utf8))
        #expect(try read("  [\(document) ]\n") { try $0.array()[0].string() }.utf8.elementsEqual(expected.utf8))
        #expect(
            try read(#"{"\u006b":\#(document)}"#) { try $0.object("k").required("k").utf8() } == Array(expected.utf8)
        )
    }

    @Test("every value is read as what it is, and as nothing else")
    func types() throws {
        let documents = [
            "object": "{}", "list": "[]", "string": "\"1\"", "number": "1", "boolean": "true", "null": "null",
        ]
        for (kind, document) in documents {
            func accepts(_ body: (JSONValue) throws -> some Any) -> Bool {
                (try? read(document) { value in _ = try body(value) }) != nil
            }
            #expect(accepts { try $0.object() } == (kind == "object"))
            #expect(accepts { try $0.array() } == (kind == "list"))
            #expect(accepts { try $0.string() } == (kind == "string"))
            #expect(accepts { try $0.utf8() } == (kind == "string"))
            #expect(accepts { try $0.integer() } == (kind == "number"))
            #expect(accepts { try $0.boolean() } == (kind == "boolean"))
        }
        #expect(try read("[true,false]") { try $0.array().map { try $0.boolean() } } == [true, false])
        #expect(try read("[]") { try $0.array().count } == 0)
    }

    @Test(
        "H6 whole numbers of 64 bits are read, and others are refused",
        arguments: [
            ("0", 0), ("-0", 0), ("-1", -1), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1.0", nil), ("1e2", nil), ("0.5", nil),
        ] as [(String, Int64?)]
    )
    func numbers(_ document: String, _ expected: Int64?) throws {
        #expect((try? read(document) { try $0.integer() }) == expected)
        guard expected == nil else { return }
        #expect(try refusal("[\(document)]") { try $0.array()[0].integer() } == "$[0] not a whole number")
    }

    @Test("members: null is as good as left out where one may be, and is a wrong value where one must be")
    func members() throws {
        try read(#"{"a":null,"b":[1]}"#) { value in
            let object = try value.object("a", "b", "c")
            #expect(object.optional("a") == nil && object.optional("c") == nil)
            #expect(try object.optional("b")?.array().count == 1)
            #expect(throws: JSONShapeError.self) { try object.required("a").string() }
            #expect(throws: JSONShapeError.self) { try object.required("c") }
        }
    }

    @Test("W3 Z6 a field is known by its bytes alone")
    func keys() throws {
        for key in ["e\u{301}", "\u{C9}", "\u{E9} ", "", "\u{E9}\\u0000"] {
            #expect(throws: JSONShapeError.self) { try read("{\"\(key)\":1}") { try $0.object("\u{E9}") } }
        }
        #expect(try read(#"{"\u00e9":1}"#) { try $0.object("\u{E9}").required("\u{E9}").integer() } == 1)
    }

    @Test("errors name the path and the reason")
    func errors() throws {
        let request = { (value: JSONValue) in try SetRequest(value) }
        #expect(try refusal("[]", request) == "$ not an object")
        #expect(try refusal("{}", request) == "$ lacks variables")
        #expect(try refusal(#"{"variables":{}}"#, request) == "$.variables not an array")
        #expect(try refusal(#"{"variables":[],"x":1}"#, request) == "$ unknown field, not variables")
        #expect(try refusal(#"{"variables":[{"name":"A","value":"x"},7]}"#, request) == "$.variables[1] not an object")
        #expect(try refusal(#"{"variables":[{"value":"x"}]}"#, request) == "$.variables[0] lacks name")
        #expect(try refusal(#"{"variables":[{"name":7,"value":"x"}]}"#, request) == "$.variables[0].name not a string")
        #expect(
            try refusal(#"{"variables":[{"name":"A","value":"x","kind":"plain"}]}"#, request)
                == "$.variables[0] unknown field, not name value value_base64 if_version allow_empty"
        )
        for both in [#""value":"x","value_base64":"eA==""#, #""if_version":1"#, #""value":null,"value_base64":null"#] {
            #expect(
                try refusal(#"{"variables":[{"name":"A",\#(both)}]}"#, request)
                    == "$.variables[0] must have exactly one of value and value_base64"
            )
        }
        #expect(
            try refusal(#"{"variables":[{"name":"A","value_base64":"e"}]}"#, request)
                == "$.variables[0].value_base64 is not Base64"
        )
        #expect(
            try refusal(#"{"variables":[{"name":"A","value":"x","if_version":"1"}]}"#, request)
                == "$.variables[0].if_version not a whole number"
        )
        #expect(try refusal(#"{"names":["A",null]}"#) { try InjectionRequest($0) } == "$.names[1] not a string")
        #expect(try refusal(#"{"unmasked":0}"#) { try InjectionRequest($0) } == "$.unmasked not true or false")
    }

    @Test("H7 no error repeats a value")
    func noValues() throws {
        let documents = [
            #"{"variables":[{"name":"A","value":{"hunter2":1}}]}"#, #"{"variables":"hunter2"}"#,
            #"{"variables":[{"name":"A","value_base64":"hunter2"}]}"#, #"{"hunter2":1,"variables":[]}"#,
            #"{"variables":[{"name":"A","value":"hunter2","value_base64":"hunter2"}]}"#,
            #"{"variables":[{"name":"A","value":"x","if_version":"hunter2"}]}"#,
        ]
        for document in documents {
            #expect(try !refusal(document) { try SetRequest($0) }.contains("hunter2"))
        }
    }

    @Test("what the client writes is what the server reads")
    func requests() throws {
        let values: [[UInt8]] = [[], Array("x\"\n\u{1F600}".utf8), [0xFF, 0x00], [0x65, 0xCC, 0x81]]
        let items = values.enumerated().map { index, value in
            SetRequest.Item(
                name: "N\(index)",
                value: WireValue(value),
                ifVersion: index.isMultiple(of: 2) ? nil : Int64(index),
                allowEmpty: value.isEmpty
            )
        }
        let set = try read(document(SetRequest(variables: items))) { try SetRequest($0) }
        #expect(set.variables.map(\.value.bytes) == values && set.variables.map(\.name) == items.map(\.name))
        #expect(set.variables.map(\.ifVersion) == items.map(\.ifVersion))
        #expect(set.variables.map(\.allowEmpty) == [true, false, false, false])
        for request in [
            InjectionRequest(), InjectionRequest(names: [], unmasked: true), InjectionRequest(names: ["A"]),
        ] {
            #expect(try read(document(request)) { try InjectionRequest($0) } == request)
        }
    }

    private func document(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }
}
