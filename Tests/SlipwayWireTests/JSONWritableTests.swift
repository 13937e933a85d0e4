import Foundation
import SlipwayWire
import Testing

/// Answers that write themselves say what their encoding says.
@Suite("JSONWritable")
struct JSONWritableTests {
    private static let texts = [
        "", "plain", "caf\u{E9}", "e\u{301}", "a\"b\\c", "line\nline\r\t", "\u{0}\u{1}", "\u{1F600}", "\u{2028}", "/</",
        "\u{FEFF}x",
    ]
    private static let values: [[UInt8]] =
        texts.map { Array($0.utf8) } + [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0x61, 0x80]]

    /// Both documents with the members of their objects in order of name.
    private func isSame(_ value: some JSONWritable & Encodable) throws -> Bool {
        func sorted(_ data: Data) throws -> Data {
            try JSONSerialization.data(
                withJSONObject: JSONSerialization.jsonObject(with: data),
                options: .sortedKeys
            )
        }
        return try sorted(Data(value.json)) == sorted(JSONEncoder().encode(value))
    }

    @Test("what asks for an injection is written as it is encoded, and read back")
    func injectionRequests() throws {
        for request in [
            InjectionRequest(), InjectionRequest(names: []), InjectionRequest(names: ["A", "B\"\\"], unmasked: true),
        ] {
            #expect(try isSame(request))
            let read = try request.json.withUnsafeBytes { try JSONValue.read($0, InjectionRequest.init) }
            #expect(read == request)
        }
    }

    @Test("an injection of a newer server is read, one without a field is not")
    func otherInjections() throws {
        func read(_ text: String) throws -> Injection {
            try Array(text.utf8).withUnsafeBytes { try JSONValue.read($0, Injection.init) }
        }
        let item = #"{"name":"A","kind":"secret","version":1,"value":"x","later":[{}]}"#
        let newer = try read(#"{"app":"a","environment":"b","later":1,"variables":[\#(item)]}"#)
        #expect(newer.variables.map(\.name) == ["A"])
        #expect(throws: JSONShapeError.self) { try read(#"{"app":"a","variables":[]}"#) }
        let both = #"{"name":"A","kind":"secret","version":1,"value":"x","value_base64":""}"#
        #expect(throws: JSONShapeError.self) { try read(#"{"app":"a","environment":"b","variables":[\#(both)]}"#) }
    }

    @Test("a list of variables is written as it is encoded, whatever of it is there")
    func lists() throws {
        let values: [WireValue?] = [nil] + Self.values.map { WireValue($0) }
        let items = values.enumerated().map { index, value in
            VariableList.Item(
                name: "N\(index)",
                kind: index.isMultiple(of: 2) ? "plain" : "secret",
                version: index.isMultiple(of: 3) ? nil : Int64(index),
                updatedAt: "2024-01-20T14:30:00.000Z",
                updatedBy: Self.texts[index % Self.texts.count],
                value: value
            )
        }
        for (app, environment) in [("myapp", "production"), (nil, nil)] as [(String?, String?)] {
            for count in [0, 1, items.count] {
                let list = VariableList(app: app, environment: environment, variables: Array(items.prefix(count)))
                #expect(try isSame(list))
                let read = try JSONDecoder().decode(VariableList.self, from: Data(list.json))
                #expect(read.variables.map { $0.value?.bytes } == items.prefix(count).map { $0.value?.bytes })
                #expect(read.app == app && read.variables.map(\.version) == items.prefix(count).map(\.version))
            }
        }
    }

    @Test("A5 audit entries and checkpoints are written as they are encoded, one a line", arguments: 0..<4)
    func audit(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        func text() -> String { Self.texts.randomElement(using: &generator) ?? "" }
        func optional() -> String? { Bool.random(using: &generator) ? text() : nil }
        let entries = (0..<40).map { _ in
            AuditLine.Entry(
                sequence: Int64.random(in: 1 ... .max, using: &generator),
                time: text(),
                actor: text(),
                action: text(),
                subject: text(),
                app: optional(),
                environment: optional(),
                name: optional(),
                version: Bool.random(using: &generator) ? Int64.random(in: .min ... .max, using: &generator) : nil,
                detail: optional(),
                remote: text(),
                via: text(),
                request: text()
            )
        }
        for (count, next) in [(0, nil), (1, 1), (40, Int64.max)] as [(Int, Int64?)] {
            let list = AuditList(entries: Array(entries.prefix(count)), next: next)
            #expect(try isSame(list))
            #expect(try JSONDecoder().decode(AuditList.self, from: Data(list.json)) == list)
        }
        let checkpoint = AuditLine.Checkpoint(count: .max, hash: text(), time: text(), signature: text())
        for line in entries.map({ AuditLine(entry: $0) }) + [AuditLine(checkpoint: checkpoint)] {
            #expect(try isSame(line))
            #expect(try JSONDecoder().decode(AuditLine.self, from: Data(line.json)) == line)
            #expect(!line.json.contains(UInt8(ascii: "\n")))
        }
    }
}
