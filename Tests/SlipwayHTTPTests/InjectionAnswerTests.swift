@testable import SlipwayHTTP
import SlipwayModel
@testable import SlipwayServices
import SlipwayWire
import Testing

@Suite("The answer that carries values")
struct InjectionAnswerTests {
    @Test("it is the injection that a client reads, byte for byte")
    func same() throws {
        let texts = [
            "", "plain", "caf\u{E9}", "a\"b\\c", "line\nline\r\t", "\u{0}\u{1}", "\u{1F600}", "\u{2028}", "/</",
        ]
        let values = texts.map { Array($0.utf8) } + [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0x61, 0x80]]
        let variables = try values.enumerated().map { index, value in
            InjectedVariable(
                name: try VariableName("N\(index)"),
                kind: index.isMultiple(of: 3) ? .plain : .secret,
                version: index == 0 ? .max : Int64(index),
                value: SecretValue(value)
            )
        }
        for count in [0, 1, variables.count] {
            let some = Array(variables.prefix(count))
            let answer = InjectionAnswer(
                app: try AppName("myapp"),
                environment: try EnvironmentName("production"),
                variables: some
            )
            let read = try answer.json.withUnsafeBytes { try JSONValue.read($0, Injection.init) }
            #expect(read.app == "myapp" && read.environment == "production")
            #expect(read.variables.map(\.name) == some.map(\.name.text))
            #expect(read.variables.map(\.kind) == some.map(\.kind.rawValue))
            #expect(read.variables.map(\.version) == some.map(\.version))
            #expect(read.variables.map(\.value.bytes) == Array(values.prefix(count)))
        }
    }

    @Test("its members are those of the API's description, whoever reads them")
    func document() throws {
        let variables = [
            InjectedVariable(
                name: try VariableName("A"),
                kind: .secret,
                version: 2,
                value: SecretValue(Array("x\"".utf8))
            ),
            InjectedVariable(name: try VariableName("B"), kind: .plain, version: 1, value: SecretValue([0xFF])),
        ]
        let answer = InjectionAnswer(
            app: try AppName("myapp"),
            environment: try EnvironmentName("production"),
            variables: variables
        )
        let expected = #"""
            {"app":"myapp","environment":"production","variables":[\#
            {"name":"A","kind":"secret","version":2,"value":"x\""},\#
            {"name":"B","kind":"plain","version":1,"value_base64":"/w=="}]}
            """#
        #expect(String(decoding: answer.json, as: UTF8.self) == expected)
    }
}
