import SlipwayModel
import Testing

@testable import SlipwayCLI

@Suite("ConfigurationEditor, text")
struct ConfigurationEditorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let before: String
        /// The text afterwards, with `@` for each member of the entry.
        let after: String

        var testDescription: String { name }
    }

    private static let first = #"{ "hashed_key": "\#(ConfigurationSamples.hash)" }"#
    private static let spread = "{\n      \"hashed_key\": \"\(ConfigurationSamples.hash)\"\n    }"

    @Test(
        "T10 adds an entry and changes nothing else",
        arguments: [
            Case(
                name: "empty object",
                before: "{}\n",
                after: "{\n  \"api_keys\": [\n    {\n      @,\n      @\n    }\n  ]\n}\n"
            ),
            Case(
                name: "no api_keys",
                before: "{\n  \"port\": 1,\n  \"address\": \"::1\"\n}\n",
                after:
                    "{\n  \"port\": 1,\n  \"address\": \"::1\",\n  \"api_keys\": [\n    {\n      @,\n      @\n    }\n  ]\n}\n"
            ),
            Case(
                name: "empty array, four spaces, no newline at the end",
                before: "{\n    \"api_keys\": [],\n    \"port\": 1\n}",
                after:
                    "{\n    \"api_keys\": [\n        {\n            @,\n            @\n        }\n    ],\n    \"port\": 1\n}"
            ),
            Case(
                name: "empty array over two lines, tabs",
                before: "{\n\t\"api_keys\": [\n\t]\n}\n",
                after: "{\n\t\"api_keys\": [\n\t\t{\n\t\t\t@,\n\t\t\t@\n\t\t}\n\t]\n}\n"
            ),
            Case(
                name: "all on one line",
                before: "{\"port\":1,\"api_keys\":[]}",
                after: "{\"port\":1,\"api_keys\":[{@,@}]}"
            ),
            Case(
                name: "all on one line without api_keys",
                before: "{ \"port\": 1 }\n",
                after: "{ \"port\": 1, \"api_keys\": [{ @, @ }] }\n"
            ),
            Case(
                name: "entries on the line of the array",
                before: "{\n  \"api_keys\": [\(first)]\n}\n",
                after: "{\n  \"api_keys\": [\(first), { @, @ }]\n}\n"
            ),
            Case(
                name: "one entry a line",
                before: "{\n  \"api_keys\": [\n    \(first)\n  ]\n}\n",
                after: "{\n  \"api_keys\": [\n    \(first),\n    { @, @ }\n  ]\n}\n"
            ),
            Case(
                name: "spread entries",
                before: "{\n  \"api_keys\": [\n    \(spread)\n  ]\n}\n",
                after: "{\n  \"api_keys\": [\n    \(spread),\n    {\n      @,\n      @\n    }\n  ]\n}\n"
            ),
            Case(
                name: "brackets that share lines",
                before: "{\n  \"api_keys\": [{\n    \"hashed_key\": \"\(ConfigurationSamples.hash)\"\n  }]\n}\n",
                after:
                    "{\n  \"api_keys\": [{\n    \"hashed_key\": \"\(ConfigurationSamples.hash)\"\n  }, {\n    @,\n    @\n  }]\n}\n"
            ),
            Case(
                name: "CRLF",
                before: "{\r\n  \"api_keys\": [\r\n    \(first)\r\n  ],\r\n  \"port\": 1\r\n}\r\n",
                after: "{\r\n  \"api_keys\": [\r\n    \(first),\r\n    { @, @ }\r\n  ],\r\n  \"port\": 1\r\n}\r\n"
            ),
            Case(
                name: "CRLF and an empty array",
                before: "{\r\n  \"api_keys\": []\r\n}\r\n",
                after: "{\r\n  \"api_keys\": [\r\n    {\r\n      @,\r\n      @\r\n    }\r\n  ]\r\n}\r\n"
            ),
            Case(
                name: "odd spacing and escapes",
                before: "\n{  \"\\u0061pi_keys\" : [ ] , \"port\":1}  \n\n",
                after: "\n{  \"\\u0061pi_keys\" : [{ @, @ }] , \"port\":1}  \n\n"
            ),
        ]
    )
    func layouts(sample: Case) throws {
        let folder = try ScratchFolder()
        try folder.write(sample.before)
        var key = try ConfigurationSamples.key("ci")
        key = APIKeySetting(hash: key.hash, name: key.name)
        key.role = .admin
        // Three members in all; the last two share one placeholder.
        try ConfigurationEditor(folder: folder.path).add(key)
        #expect(try layout(of: folder.text()) == sample.after)
        #expect(try ConfigurationFile(folder: folder.path).load().keys.last == key)
    }

    /// The text with the members of the new entry as `@`, whatever stands around their colons.
    private func layout(of text: String) throws -> String {
        let hash = String(repeating: "07", count: 32)
        let hashed = try Regex("\"hashed_key\" ?: ?\"\(hash)\"")
        let named = try Regex("\"name\" ?: ?\"ci\",\\s*\"role\" ?: ?\"admin\"")
        return text.replacing(hashed, with: "@").replacing(named, with: "@")
    }

    @Test("T10 makes the file when there is none")
    func newFile() throws {
        let folder = try ScratchFolder()
        let key = try ConfigurationSamples.key("ci")
        try ConfigurationEditor(folder: folder.path).add(key)
        let expected = """
            {
              "$schema": "https://slipway.dev/schemas/slipway_serve.schema.json",
              "api_keys": [
                {
                  "hashed_key": "0707070707070707070707070707070707070707070707070707070707070707",
                  "name": "ci",
                  "description": "Says \\"hi\\",\\tin one line\\u2028",
                  "role": "developer",
                  "apps": ["myapp"],
                  "environments": ["production"],
                  "grants": ["secrets.use"],
                  "expires_at": "2030-01-31T12:00:00Z"
                }
              ]
            }

            """
        #expect(try folder.text() == expected)
        #expect(try folder.mode() == 0o644)
        #expect(try ConfigurationFile(folder: folder.path).load().keys == [key])
    }

    @Test("T10 a second key adds its lines and changes none")
    func smallDiff() throws {
        let folder = try ScratchFolder()
        try folder.write(ServerFolderTemplate.configuration)
        let editor = ConfigurationEditor(folder: folder.path)
        try editor.add(ConfigurationSamples.key("one", number: 1))
        let before = try folder.text().split(separator: "\n")
        try editor.add(ConfigurationSamples.key("two", number: 2))
        let after = try folder.text().split(separator: "\n")
        let difference = after.difference(from: before)
        #expect(difference.removals.isEmpty)
        #expect(difference.insertions.count == 10)
    }
}
