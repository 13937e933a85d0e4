import SlipwayWire
import Testing

@testable import SlipwayCLI

@Suite("ConfigurationError")
struct ConfigurationErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let path: String
        let says: [String]

        var testDescription: String { "\(path) \(text)" }
    }

    @Test(
        "Z6 F5 says where, what was found and what is allowed",
        arguments: [
            Case(text: #"{"prt": 1}"#, path: "$.prt", says: ["unknown field \"prt\"", "Did you mean \"port\"?"]),
            Case(text: #"{"__proto__": 1}"#, path: "$.__proto__", says: ["unknown field", "address, port"]),
            Case(text: #"{"port": "80"}"#, path: "$.port", says: ["found \"80\"", "allowed: a whole number"]),
            Case(text: #"{"port": 65536}"#, path: "$.port", says: ["found 65536", "from 0 to 65535"]),
            Case(text: #"{"port": -1}"#, path: "$.port", says: ["found -1"]),
            Case(text: #"{"port": 80.5}"#, path: "$.port", says: ["found 80.5"]),
            Case(text: #"{"port": 99999999999999999999}"#, path: "$.port", says: ["found 99999999999999999999"]),
            Case(text: #"{"port": null}"#, path: "$.port", says: ["found null", "a whole number"]),
            Case(text: #"{"port": 1, "port": 2}"#, path: "$", says: ["\"port\" stands here twice"]),
            Case(text: #"{"address": ""}"#, path: "$.address", says: ["found \"\""]),
            Case(text: #"{"address": "127.0.0.1/8"}"#, path: "$.address", says: ["without port"]),
            Case(text: #"{"behind_proxy": "yes"}"#, path: "$.behind_proxy", says: ["found \"yes\"", "true or false"]),
            Case(text: #"{"tls": {"certificate": "a"}}"#, path: "$.tls", says: ["the field \"key\" is missing"]),
            Case(text: #"{"tls": true}"#, path: "$.tls", says: ["found true", "an object"]),
            Case(text: #"{"store": {"engine": "sqlit"}}"#, path: "$.store.engine", says: ["Did you mean \"sqlite\"?"]),
            Case(text: #"{"store": {"engine": "postgres"}}"#, path: "$.store.engine", says: ["allowed: sqlite"]),
            Case(text: #"{"store": {"path": "a\u0000b"}}"#, path: "$.store.path", says: ["without NUL"]),
            Case(text: #"{"master_key": {}}"#, path: "$.master_key", says: ["\"source\" is missing"]),
            Case(text: #"{"master_key": {"source": "kms"}}"#, path: "$.master_key.source", says: ["found \"kms\""]),
            Case(
                text: #"{"master_key": {"source": "file", "variable": "A"}}"#,
                path: "$.master_key.variable",
                says: ["\"path\" and \"next\" beside \"source\": \"file\""]
            ),
            Case(
                text: #"{"master_key": {"source": "passphrase", "variable": "A", "path": "b"}}"#,
                path: "$.master_key.variable",
                says: ["\"path\""]
            ),
            Case(
                text: #"{"master_key": {"source": "command"}}"#,
                path: "$.master_key",
                says: ["\"command\" is missing"]
            ),
            Case(
                text: #"{"master_key": {"source": "command", "command": []}}"#,
                path: "$.master_key.command",
                says: ["found an empty array"]
            ),
            Case(
                text: #"{"master_key": {"source": "env", "next": {"source": "env", "next": {"source": "file"}}}}"#,
                path: "$.master_key.next.next",
                says: ["allowed: \"variable\""]
            ),
            Case(text: #"{"api_keys": {}}"#, path: "$.api_keys", says: ["found an object", "an array"]),
            Case(text: #"{"api_keys": [{}]}"#, path: "$.api_keys[0]", says: ["\"hashed_key\" is missing"]),
            Case(
                text: #"{"permissions": {"secret": {}}}"#,
                path: "$.permissions.secret",
                says: ["Did you mean \"secrets\"?"]
            ),
            Case(
                text: #"{"permissions": {"secrets": {"veew": []}}}"#,
                path: "$.permissions.secrets.veew",
                says: ["view, manage, use, unmask", "Did you mean \"view\"?"]
            ),
            Case(
                text: #"{"permissions": {"secrets": {"view": ["constructor"]}}}"#,
                path: "$.permissions.secrets.view[0]",
                says: ["owner, admin, developer, viewer"]
            ),
            Case(
                text: #"{"permissions": {"secrets": {"view": "owner"}}}"#,
                path: "$.permissions.secrets.view",
                says: ["found \"owner\"", "an array"]
            ),
            Case(
                text: #"{"permissions": {"secrets": {"view": [1]}}}"#,
                path: "$.permissions.secrets.view[0]",
                says: ["a role, or an object"]
            ),
            Case(
                text: #"{"permissions": {"secrets": {"view": [{"apps": ["a"]}]}}}"#,
                path: "$.permissions.secrets.view[0]",
                says: ["\"role\" is missing"]
            ),
            Case(
                text: #"{"permissions": {"secrets": {"view": [{"role": "admin", "environments": []}]}}}"#,
                path: "$.permissions.secrets.view[0].environments",
                says: ["leave \"environments\" out"]
            ),
            Case(text: #"{"permitted_names": ["A-B"]}"#, path: "$.permitted_names[0]", says: ["found \"A-B\""]),
            Case(text: #"{"cache_megabytes": 0}"#, path: "$.cache_megabytes", says: ["from 1 to 65536"]),
            Case(text: #"{"secret_history": 101}"#, path: "$.secret_history", says: ["from 0 to 100"]),
            Case(text: #"{"log_level": "warn"}"#, path: "$.log_level", says: ["Did you mean \"warning\"?"]),
            Case(text: "[]", path: "$", says: ["found an empty array", "an object"]),
            Case(text: "", path: "$", says: ["the text ends in the middle"]),
            Case(text: "{\n  // no\n}", path: "$", says: ["line 2, column 3", "JSON has no comments"]),
            Case(text: "{\n  \"port\": 1,\n}", path: "$", says: ["line 2, column 12", "comma"]),
        ]
    )
    func refused(sample: Case) throws {
        let error = try #require(throws: ConfigurationError.self) { try ConfigurationSamples.parse(sample.text) }
        #expect(error.path.description == sample.path)
        for words in sample.says { #expect(error.description.contains(words), "\(error)") }
        #expect(error.description.hasPrefix("slipway_serve.json, line "))
        #expect(error.description.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }

    @Test("gives the line of what is wrong")
    func line() throws {
        let text =
            "{\n  \"port\": 1,\n  \"api_keys\": [\n    { \"hashed_key\": \"\(ConfigurationSamples.hash)\", \"role\": \"ownr\" }\n  ]\n}"
        let error = try #require(throws: ConfigurationError.self) { try ConfigurationSamples.parse(text) }
        #expect(
            error.description == "slipway_serve.json, line 4, column 97, at $.api_keys[0].role: "
                + "found \"ownr\"; allowed: owner, admin, developer, viewer. Did you mean \"owner\"?"
        )
    }

    @Test(
        "Z2 Z6 refuses a bad entry of api_keys",
        arguments: [
            (#""name": "CI""#, "$.api_keys[0].name"), (#""name": "ci-""#, "$.api_keys[0].name"),
            (#""name": "ci@x""#, "$.api_keys[0].name"), (#""role": "root""#, "$.api_keys[0].role"),
            (#""role": "Owner""#, "$.api_keys[0].role"), (#""apps": []"#, "$.api_keys[0].apps"),
            (#""apps": ["My App"]"#, "$.api_keys[0].apps[0]"), (#""apps": "myapp""#, "$.api_keys[0].apps"),
            (#""environments": [null]"#, "$.api_keys[0].environments[0]"),
            (#""grants": ["secrets.*"]"#, "$.api_keys[0].grants[0]"), (#""grants": {}"#, "$.api_keys[0].grants"),
            (#""expires_at": "2030-01-31""#, "$.api_keys[0].expires_at"),
            (#""expires_at": "2030-01-31T12:00:00+01:00""#, "$.api_keys[0].expires_at"),
            (#""expires_at": "2030-02-31T12:00:00Z""#, "$.api_keys[0].expires_at"),
            (#""scope": 1"#, "$.api_keys[0].scope"),
        ]
    )
    func badKeys(field: String, path: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationSamples.parse(
                "{\"api_keys\": [{\"hashed_key\": \"\(ConfigurationSamples.hash)\", \(field)}]}"
            )
        }
        #expect(error.path.description == path)
    }

    @Test("refuses the same hash or name twice")
    func duplicates() throws {
        let upper = ConfigurationSamples.hash.uppercased()
        let hashes = try #require(throws: ConfigurationError.self) {
            try ConfigurationSamples.parse(
                #"{"api_keys": [{"hashed_key": "\#(ConfigurationSamples.hash)"}, {"hashed_key": "\#(upper)"}]}"#
            )
        }
        #expect(hashes.path.description == "$.api_keys[1].hashed_key")
        #expect(hashes.description.contains("$.api_keys[0]"))
        let pair =
            #"{"hashed_key": "\#(ConfigurationSamples.hash)", "name": "a"}, {"hashed_key": "\#(ConfigurationSamples.otherHash)", "name": "a"}"#
        let names = try #require(throws: ConfigurationError.self) {
            try ConfigurationSamples.parse("{\"api_keys\": [\(pair)]}")
        }
        #expect(names.path.description == "$.api_keys[1].name")
    }

    @Test("T8 a key in the place of its hash gets advice and is not repeated")
    func rawKey() throws {
        let key = "Zq3" + String(repeating: "k7", count: 24) + "Z"
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationSamples.parse(#"{"api_keys": [{"hashed_key": "\#(key)"}]}"#)
        }
        #expect(error.description.contains("slipway hash"))
        #expect(error.description.contains("a string of 52 characters"))
        #expect(!error.description.contains(key.prefix(3)))
    }

    @Test(
        "T8 H7 never repeats what may be a secret in the wrong place",
        arguments: [
            #"{"api_keys": [{"hashed_key": "hunter2"}]}"#, #"{"api_keys": ["hunter2"]}"#, #"{"api_keys": "hunter2"}"#,
            #"{"master_key": "hunter2"}"#, #"{"master_key": {"source": "env", "variable": "hunter2 x"}}"#,
            #"{"master_key": {"source": "command", "command": "hunter2"}}"#,
            #"{"master_key": {"source": "passphrase", "path": "hunter2\u0000"}}"#,
            #"{"port": "hunter2hunter2hunter2hunter2hunter2hunter2hunter2"}"#, #"{"port": hunter2}"#,
            #"{"api_keys": [{"hashed_key": 12}, "hunter2"], "x": "hunter2"}"#,
        ]
    )
    func hidden(text: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try ConfigurationSamples.parse(text) }
        #expect(!error.description.contains("hunter2"), "\(error)")
    }

    @Test("escapes and cuts what it repeats")
    func escaped() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationSamples.parse("{\"log_level\": \"a\u{202E}b\"}")
        }
        #expect(error.description.contains("found \"a\\u{202e}b\""))
        let field = String(repeating: "k", count: 1_000)
        let unknown = try #require(throws: ConfigurationError.self) {
            try ConfigurationSamples.parse("{\"\(field)\": 1}")
        }
        #expect(unknown.problem == "unknown field of 1000 characters")
        #expect(!unknown.description.contains("kkk"))
    }

    @Test("H6 refuses deep nesting and other bombs")
    func bombs() {
        let deep = String(repeating: "{\"tls\":", count: 50_000)
        #expect(throws: ConfigurationError.self) { try ConfigurationSamples.parse(deep) }
        let wide = "{\"permitted_names\": [" + String(repeating: "1,", count: 300_000) + "1]}"
        #expect(throws: ConfigurationError.self) { try ConfigurationSamples.parse(wide) }
    }

    @Test("F5 every half-written file is refused")
    func halfWritten() throws {
        let bytes = Array(ConfigurationSamples.full.utf8)
        for length in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: ConfigurationError.self) {
                try ConfigurationFile.parse(Array(bytes.prefix(length)), file: "f")
            }
        }
    }
}
