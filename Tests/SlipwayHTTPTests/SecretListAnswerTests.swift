@testable import SlipwayHTTP
import SlipwayModel
@testable import SlipwayServices
import SlipwayStore
import SlipwayTesting
import SlipwayWire
import Testing

@Suite("The list of secrets, written from how the cache keeps it")
struct SecretListAnswerTests {
    @Test("W4 it is the document that a list of variables is, byte by byte", arguments: 0..<8)
    func same(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let authors = ["ci@slipway", "\"quoted\\\"@slipway", "\u{E9}\n@localhost"]
        for scope in [Scope.global, .environment(try AppName("myapp"), try EnvironmentName("production"))] {
            for count in [0, 1, 2, 200] {
                // Few of each, so that neighbours often have all in common, or all but one.
                let variables = try (0..<count).map { index in
                    ListedVariable(
                        name: try VariableName("NAME_\(index)"),
                        version: Int64(generator.int(1...2)),
                        updatedAt: Timestamp(milliseconds: 1_700_000_000_000 + Int64(generator.int(0...1))),
                        updatedBy: authors[generator.int(0...authors.count - 1)]
                    )
                }
                let list = VariableList(
                    app: scope.app?.text,
                    environment: scope.environment?.text,
                    variables: variables.map {
                        VariableList.Item(
                            name: $0.name.text,
                            kind: "secret",
                            version: $0.version,
                            updatedAt: $0.updatedAt.rfc3339,
                            updatedBy: $0.updatedBy,
                            value: nil
                        )
                    }
                )
                #expect(SecretListAnswer(scope: scope, list: SecretList(variables)).json == list.json)
            }
        }
    }
}
