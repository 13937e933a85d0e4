@testable import SlipwayCLI
import Testing

@Suite("The environment of a command")
struct ChildEnvironmentTests {
    private func entries(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    private func text(_ environment: ChildEnvironment) -> [String] {
        environment.variables.map { String(decoding: $0.name + [UInt8(ascii: "=")] + $0.value, as: UTF8.self) }
    }

    @Test("R1 the caller's SLIPWAY_ variables are never passed on", arguments: [false, true])
    func stripsOwn(pristine: Bool) throws {
        let caller = entries("HOME=/root", "SLIPWAY_TOKEN=t", "SLIPWAY_SERVER=s", "SLIPWAY_=x", "SLIPWAYS=kept")
        let environment = try ChildEnvironment(caller: caller, injected: [("A", [1])], pristine: pristine)
        #expect(!text(environment).contains { $0.hasPrefix("SLIPWAY_") })
        #expect(text(environment).contains("SLIPWAYS=kept") == !pristine)
    }

    @Test("R10 an injected variable wins over the caller's of the same name")
    func injectedWins() throws {
        let caller = entries("KEY=old", "OTHER=1", "KEY=older")
        let environment = try ChildEnvironment(caller: caller, injected: [("KEY", Array("new".utf8))], pristine: false)
        #expect(text(environment) == ["OTHER=1", "KEY=new"])
    }

    @Test("R1 pristine keeps the injected variables only, and the caller's PATH for the lookup")
    func pristine() throws {
        let caller = entries("PATH=/opt/bin", "HOME=/root")
        let environment = try ChildEnvironment(caller: caller, injected: [("A", Array("b=c".utf8))], pristine: true)
        #expect(text(environment) == ["A=b=c"])
        #expect(environment.searchPath == Array("/opt/bin".utf8))
    }

    @Test("R3 an injected PATH reaches the command and not the lookup")
    func injectedPath() throws {
        let caller = entries("PATH=/usr/bin")
        let environment = try ChildEnvironment(caller: caller, injected: [("PATH", Array("/x".utf8))], pristine: false)
        #expect(text(environment) == ["PATH=/x"])
        #expect(environment.searchPath == Array("/usr/bin".utf8))
    }

    @Test("bytes that are not UTF-8 survive, entries without a name do not")
    func bytes() throws {
        let caller: [[UInt8]] = [[0x41, 0x3D, 0xFF, 0xFE], [0x3D, 0x42], [0x43]]
        let environment = try ChildEnvironment(caller: caller, injected: [], pristine: false)
        #expect(environment.variables == [.init(name: [0x41], value: [0xFF, 0xFE])])
    }

    @Test("R3 names and values that no environment can hold are refused", arguments: ["", "A=B", "A\0B"])
    func badNames(name: String) throws {
        let failure = #expect(throws: RunFailure.self) {
            try ChildEnvironment(caller: [], injected: [(name, Array("secret-value".utf8))], pristine: false)
        }
        #expect(failure?.message.contains("secret-value") == false)
    }

    @Test("R3 R9 a value with NUL is refused by name, without the value")
    func nulValue() throws {
        let failure = #expect(throws: RunFailure.self) {
            try ChildEnvironment(caller: [], injected: [("KEY", Array("secret\0value".utf8))], pristine: false)
        }
        #expect(failure?.message == "the value of KEY has a NUL byte, which no environment variable can hold")
        #expect(failure?.exitCode == 1)
    }

    @Test("R3 a name given twice is refused")
    func repeated() {
        #expect(throws: RunFailure(exitCode: 1, message: "variable A is given twice")) {
            try ChildEnvironment(caller: [], injected: [("A", [1]), ("A", [2])], pristine: false)
        }
    }

    @Test("W3 names are compared by bytes, not as text")
    func canonicalEquivalence() throws {
        let environment = try ChildEnvironment(
            caller: [Array("e\u{301}=1".utf8)],
            injected: [("\u{E9}", Array("2".utf8))],
            pristine: false
        )
        #expect(environment.variables.count == 2)
    }

    @Test("W1 values have no text form")
    func redacted() throws {
        let environment = try ChildEnvironment(
            caller: [],
            injected: [("KEY", Array("secret-value".utf8))],
            pristine: false
        )
        let command = InjectedProcess(arguments: [], environment: environment, masking: nil)
        var dumped = ""
        dump(command, to: &dumped)
        dump(environment, to: &dumped)
        dump(environment.variables, to: &dumped)
        for text in ["\(command)", String(reflecting: environment), "\(environment.variables)", dumped] {
            #expect(!text.contains("secret-value") && !text.contains("115"), "\(text)")
        }
    }

    @Test("R3 R9 a variable over the system's limit is named with sizes, without its value")
    func tooLarge() throws {
        let value = [UInt8](repeating: UInt8(ascii: "v"), count: 99)
        let environment = try ChildEnvironment(caller: [], injected: [("BIG", value)], pristine: false)
        let limits = ExecLimits(string: 100, total: 10_000)
        #expect(
            throws: RunFailure(
                exitCode: 126,
                message: "variable BIG is too large for a process: 104 bytes with its name, and the system allows 100"
            )
        ) { try limits.check(path: [], arguments: [], environment: environment) }
    }

    @Test("R3 an environment over the system's limit names its largest variable")
    func tooMuch() throws {
        let value = [UInt8](repeating: UInt8(ascii: "v"), count: 50)
        let injected = [("A", [UInt8(1)]), ("BIG", value)]
        let environment = try ChildEnvironment(caller: [], injected: injected, pristine: false)
        let limits = ExecLimits(string: 100, total: 80)
        #expect(
            throws: RunFailure(
                exitCode: 126,
                message: "arguments and environment are too large for a process: 88 bytes, and the system allows 80; "
                    + "the largest variable is BIG with 50 bytes"
            )
        ) { try limits.check(path: Array("/x".utf8), arguments: [[1]], environment: environment) }
    }

    @Test("the notice about short values is one sentence")
    func notice() {
        #expect(UnmaskableNotice(names: []) == nil)
        #expect(
            UnmaskableNotice(names: ["A"])?.description
                == "slipway: the value of A is under 4 bytes and cannot be masked in the output"
        )
        #expect(
            UnmaskableNotice(names: ["A", "B"])?.description
                == "slipway: the values of A, B are under 4 bytes and cannot be masked in the output"
        )
    }
}
