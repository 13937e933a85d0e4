import Foundation
import SlipwayModel
import Testing

@testable import SlipwayCLI

/// Holds the JSON Schema and the reference page against the code.
@Suite("Configuration documents")
struct ConfigurationDocumentsTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func schema() throws -> [String: Any] {
        let file = root.appendingPathComponent("Sources/SlipwayHTTP/Resources/slipway_serve.schema.json")
        return try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    }

    private static func page() throws -> String {
        String(decoding: try Data(contentsOf: root.appendingPathComponent("docs/configuration.md")), as: UTF8.self)
    }

    @Test("the schema is the one that files name")
    func identity() throws {
        let schema = try Self.schema()
        #expect(schema["$id"] as? String == ServerFolderTemplate.schema)
        #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    }

    @Test("Z6 schema and decoder know the same fields")
    func fields() throws {
        let schema = try Self.schema()
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        try expect(schema, has: ServeConfiguration.Field.self)
        try expect(definitions["tls"], has: TLSSetting.Field.self)
        try expect(definitions["store"], has: StoreSetting.Field.self)
        try expect(definitions["master_key"], has: MasterKeySetting.Field.self)
        try expect(definitions["next_master_key"], has: MasterKeySetting.Field.self, but: ["next"])
        try expect(definitions["api_key"], has: APIKeySetting.Field.self)
        try expect(definitions["narrowed_role"], has: RuleSetting.Field.self)
    }

    @Test("schema and model know the same permissions")
    func permissions() throws {
        let definitions = try #require(try Self.schema()["$defs"] as? [String: [String: Any]])
        let resources = try #require(definitions["permissions"]?["properties"] as? [String: [String: Any]])
        var names: Set<String> = []
        for (resource, object) in resources {
            #expect(object["additionalProperties"] as? Bool == false)
            let verbs = try #require(object["properties"] as? [String: Any])
            names.formUnion(verbs.keys.map { "\(resource).\($0)" })
        }
        #expect(names == Set(Permission.allCases.map(\.rawValue)))
    }

    @Test("schema and code allow the same words")
    func words() throws {
        let schema = try Self.schema()
        func choices(_ path: String...) -> [String]? {
            path.reduce(schema as Any?) { ($0 as? [String: Any])?[$1] } as? [String]
        }
        #expect(choices("$defs", "role", "enum") == Role.choices)
        #expect(choices("properties", "log_level", "enum") == LogLevelChoices.all)
        #expect(choices("$defs", "store", "properties", "engine", "enum") == StoreSetting.Engine.choices)
        #expect(choices("$defs", "master_key", "properties", "source", "enum") == MasterKeySource.Kind.choices)
        #expect(choices("$defs", "api_key", "properties", "grants", "items", "enum") == Permission.choices)
    }

    @Test("every example of the page loads")
    func examples() throws {
        let blocks = try Self.page().components(separatedBy: "```json\n").dropFirst()
        #expect(blocks.count >= 3)
        for block in blocks {
            let text = try #require(block.components(separatedBy: "```").first)
            #expect(throws: Never.self, "\(text)") { try ConfigurationSamples.parse(text) }
        }
    }

    @Test("the page names every field, permission and log level")
    func mentions() throws {
        let page = try Self.page()
        var names = ServeConfiguration.Field.allCases.map(\.rawValue) + APIKeySetting.Field.allCases.map(\.rawValue)
        names += MasterKeySetting.Field.allCases.map(\.rawValue) + MasterKeySource.Kind.choices
        names += Permission.choices + LogLevelChoices.all
        for name in names { #expect(page.contains("`\(name)`"), "\(name)") }
    }

    private func expect<K: RawRepresentable<String> & CaseIterable>(
        _ object: [String: Any]?,
        has keys: K.Type,
        but missing: Set<String> = []
    ) throws {
        let properties = try #require(object?["properties"] as? [String: Any])
        #expect(Set(properties.keys) == Set(K.allCases.map(\.rawValue)).subtracting(missing))
        #expect(object?["additionalProperties"] as? Bool == false)
    }
}

/// The log levels as the decoder lists them when it is given another.
private enum LogLevelChoices {
    static var all: [String] {
        let error = #expect(throws: ConfigurationError.self) { try ConfigurationSamples.parse(#"{"log_level": "?"}"#) }
        return error?.allowed?.components(separatedBy: ", ") ?? []
    }
}
