import SlipwayModel
import Testing

@Suite("Names in policies")
struct WildcardTests {
    @Test(
        "Z5 no name can be a pattern, a list or a path",
        arguments: ["*", "prod*", "my+app", "a/b", "a,b", "**", "my app", "{app}", "a|b", "a:b", "%2a"]
    )
    func wildcards(text: String) {
        #expect(throws: NameError.self) { try AppName(text) }
        #expect(throws: NameError.self) { try EnvironmentName(text) }
        #expect(throws: NameError.self) { try VariableName(text) }
    }
}
