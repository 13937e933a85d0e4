import HTTPTypes
import SlipwayWire
import Testing

/// Bodies that are too large, too deep, or not what the path takes.
@Suite struct BodyTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]

        init(_ name: String, _ text: String) {
            testDescription = name
            bytes = Array(text.utf8)
        }

        init(_ name: String, bytes: [UInt8]) {
            testDescription = name
            self.bytes = bytes
        }
    }

    private static func item(_ rest: String) -> String { #"{"variables":[{"name":"NEW",\#(rest)}]}"# }

    private static let bad: [Bad] = [
        Bad("nothing", ""),
        Bad("space", "  \n"),
        Bad("deep arrays", String(repeating: "[", count: 100_000)),
        Bad("deep objects", String(repeating: #"{"a":"#, count: 50_000)),
        Bad("deep inside a value", item(#""value":\#(String(repeating: "[", count: 500))1"#)),
        Bad("many keys", "{" + (0..<100_000).map { "\"k\($0)\":0" }.joined(separator: ",") + "}"),
        Bad("many elements", "[" + String(repeating: "0,", count: 200_000) + "0]"),
        Bad("a huge exponent", item(#""value":"x","if_version":1e400"#)),
        Bad("a huge whole number", item(#""value":"x","if_version":99999999999999999999999999"#)),
        Bad("over 64 bits", item(#""value":"x","if_version":9223372036854775808"#)),
        Bad("a million digits", item(#""value":"x","if_version":\#(String(repeating: "9", count: 1_000_000))"#)),
        Bad("a fraction", item(#""value":"x","if_version":1.5"#)),
        Bad("a version below zero", item(#""value":"x","if_version":-1"#)),
        Bad(
            "not UTF-8",
            bytes: Array(#"{"variables":[{"name":"NEW","value":""#.utf8) + [0xFF, 0xFE] + Array(#""}]}"#.utf8)
        ),
        Bad(
            "overlong UTF-8",
            bytes: Array(#"{"variables":[{"name":"NEW","value":""#.utf8) + [0xC0, 0xAF] + Array(#""}]}"#.utf8)
        ),
        Bad("UTF-16", bytes: item(#""value":"x""#).utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
        Bad("a byte order mark", bytes: [0xEF, 0xBB, 0xBF] + Array(item(#""value":"x""#).utf8)),
        Bad("half a surrogate", item(#""value":"\ud800""#)),
        Bad("a key twice", item(#""value":"x","value":"y""#)),
        Bad("a key twice, once escaped", item(#""value":"x","\u0076alue":"y""#)),
        Bad("an unknown field", item(#""value":"x","kind":"plain""#)),
        Bad("an unknown field at the top", #"{"variables":[{"name":"NEW","value":"x"}],"app":"other"}"#),
        Bad("__proto__", #"{"__proto__":{"a":1},"variables":[{"name":"NEW","value":"x"}]}"#),
        Bad("text behind the end", item(#""value":"x""#) + "x"),
        Bad("a second document", item(#""value":"x""#) + item(#""value":"y""#)),
        Bad("a comma at the end", #"{"variables":[{"name":"NEW","value":"x"},]}"#),
        Bad("a comment", "/* */" + item(#""value":"x""#)),
        Bad("NaN", item(#""value":"x","if_version":NaN"#)),
        Bad("no value", item(#""if_version":0"#)),
        Bad("null for a value", item(#""value":null"#)),
        Bad("both values", item(#""value":"x","value_base64":"eA==""#)),
        Bad("bad Base64", item(#""value_base64":"e""#)),
        Bad("Base64 with a newline", item(#""value_base64":"eA==\n""#)),
        Bad("a NUL", item(#""value":"a\u0000b""#)),
        Bad("a NUL in Base64", item(#""value_base64":"AA==""#)),
        Bad("an empty value", item(#""value":"""#)),
        Bad("65537 bytes", item(#""value":"\#(String(repeating: "x", count: 65_537))""#)),
        Bad("nothing to set", #"{"variables":[]}"#),
        Bad("no list", #"{}"#),
        Bad("a list for an object", "[]"),
        Bad("one bad among good", #"{"variables":[{"name":"NEW","value":"x"},{"name":"1","value":"y"}]}"#),
        Bad("one refused among good", #"{"variables":[{"name":"NEW","value":"x"},{"name":"LD_PRELOAD","value":"y"}]}"#),
        Bad(
            "a stale one among good",
            #"{"variables":[{"name":"NEW","value":"x"},{"name":"SECRET","value":"y","if_version":9}]}"#
        ),
        Bad("the same name twice", #"{"variables":[{"name":"NEW","value":"x"},{"name":"NEW","value":"y"}]}"#),
    ]

    @Test("H6 Z6 a bad body is refused as the client's mistake, and nothing is set", arguments: bad)
    func refused(_ bad: Bad) async throws {
        let fixture = try await APIFixture()
        let before = try await fixture.call(.get, Path.secrets).sorted
        let answer = try await fixture.call(.patch, Path.secrets, bytes: bad.bytes)
        #expect((400..<500).contains(answer.status), "\(answer.status)")
        #expect(answer.problem?.detail.isEmpty == false)
        #expect(try await fixture.call(.get, Path.secrets).sorted == before)
    }

    @Test("H6 a body over the limit is refused with 413, on every path that takes one")
    func tooLarge() async throws {
        let fixture = try await APIFixture()
        let bytes = [UInt8](repeating: UInt8(ascii: " "), count: (2 << 20) + 1)
        for (method, path) in [
            (HTTPRequest.Method.patch, Path.secrets), (.post, Path.injections), (.post, "/api/v1/apps"),
        ] {
            let answer = try await fixture.call(method, path, bytes: bytes)
            #expect(answer.status == 413)
            #expect(answer.problem?.code == "body_too_large")
        }
    }

    @Test("H6 sixteen values of the largest size fit into one body, also in Base64")
    func largest() async throws {
        let fixture = try await APIFixture()
        let value = String(repeating: "/v7+", count: 21_845) + "/g=="
        let items = (0..<16).map { #"{"name":"N\#($0)","value_base64":"\#(value)"}"# }
        let body = #"{"variables":[\#(items.joined(separator: ","))]}"#
        let answer = try await fixture.call(.patch, Path.secrets, body: body)
        #expect(answer.status == 200, "\(answer.text)")
    }

    @Test(
        "H6 a body that is not sent as JSON is refused",
        arguments: ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx", ""]
    )
    func contentType(_ type: String) async throws {
        let fixture = try await APIFixture()
        let body = #"{"variables":[{"name":"NEW","value":"x"}]}"#
        let answer = try await fixture.call(.patch, Path.secrets, body: body, headers: [.contentType: type])
        #expect(answer.status == 400)
        #expect(!(try await fixture.call(.get, Path.secrets).text.contains("NEW")))
    }

    @Test(
        "H6 the parameters of a content type do not matter",
        arguments: ["application/json; charset=utf-8", "Application/JSON"]
    )
    func contentTypeParameters(_ type: String) async throws {
        let fixture = try await APIFixture()
        let body = #"{"variables":[{"name":"NEW","value":"x"}]}"#
        #expect(try await fixture.call(.patch, Path.secrets, body: body, headers: [.contentType: type]).status == 200)
    }

    @Test("a value that is not UTF-8 goes in and out as Base64, byte for byte")
    func bytes() async throws {
        let fixture = try await APIFixture()
        try await fixture.call(
            .patch,
            Path.secrets,
            body: #"{"variables":[{"name":"BYTES","value_base64":"//4KJCd/"}]}"#
        )
        let answer = try await fixture.call(.post, Path.injections, body: #"{"names":["BYTES"]}"#)
        #expect(answer.text.contains(#""value_base64":"//4KJCd/""#))
    }
}
