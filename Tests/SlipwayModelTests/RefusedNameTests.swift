import SlipwayModel
import Testing

@Suite("Refused names")
struct RefusedNameTests {
    @Test(
        "R3 names that change how programs run are refused",
        arguments: [
            "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_", "DYLD_INSERT_LIBRARIES", "PATH", "NODE_OPTIONS", "BASH_ENV", "ENV",
            "IFS", "PYTHONSTARTUP", "PYTHONPATH", "PERL5OPT", "RUBYOPT", "JAVA_TOOL_OPTIONS", "GIT_SSH_COMMAND",
            "BASH_FUNC_ls", "PS4", "PROMPT_COMMAND", "GCONV_PATH", "SLIPWAY_TOKEN", "SLIPWAY_", "SLIPWAY_MASTER_KEY",
        ]
    )
    func refused(name: String) throws {
        #expect(RefusedNames().refuses(try VariableName(name)))
    }

    @Test(
        "R3 names that only look alike are not",
        arguments: ["LD", "LDPRELOAD", "MY_LD_PRELOAD", "PATHS", "MY_PATH", "SLIPWAY", "ENVIRONMENT", "DATABASE_URL"]
    )
    func accepted(name: String) throws {
        #expect(!RefusedNames().refuses(try VariableName(name)))
    }

    @Test("R3 a permitted name is permitted alone")
    func permitted() throws {
        let names = RefusedNames(permitted: [try VariableName("LD_PRELOAD")])
        #expect(!names.refuses(try VariableName("LD_PRELOAD")))
        #expect(names.refuses(try VariableName("LD_AUDIT")))
        #expect(names.refuses(try VariableName("PATH")))
    }
}
