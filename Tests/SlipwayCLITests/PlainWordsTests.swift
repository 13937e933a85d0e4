import ArgumentParser
import Testing

@testable import SlipwayCLI

/// The short way must say what the parser says, or nothing.
@Suite("Commands read without the parser")
struct PlainWordsTests {
    /// Every property a command has, as text.
    private static func properties(_ command: any ParsableCommand) -> [String]? {
        switch command {
        case let run as Run:
            [
                "run", run.environment, "\(run.app as Any)", "\(run.only)", "\(run.pristine)", "\(run.noMasking)",
                "\(run.connection.server as Any)", "\(run.words)",
            ]
        case let list as SecretList:
            [
                "list", "\(list.arguments)", "\(list.long)", list.place.environment, "\(list.place.app as Any)",
                "\(list.connection.server as Any)", "\(list.output.json)",
            ]
        case let serve as ServeRun: ["serve", serve.folder.folder]
        default: nil
        }
    }

    private static let plain = [
        ["run", "--", "env"], ["run", "--app", "myapp", "--", "./start"], ["run", "--env", "staging", "--", "a", "b"],
        ["run", "--app", "myapp", "--env", "staging", "--", "sh", "-c", "echo \"$A\"; exit 3"],
        ["run", "--env", "staging", "--app", "myapp", "--", "x"], ["run", "--app", "myapp", "--"],
        ["run", "--", "--app", "other"], ["run", "--", "--"], ["run", "--app", "a", "--", "x", "--", "y"],
        ["run", "--", "-x", "--help", "--server", "https://x"], ["run", "--", ""], ["run", "--app", "", "--", "x"],
        ["run", "--env", "a b=c", "--", "x"], ["run", "--app", "run", "--env", "serve", "--", "secret:list"],
        ["run", "--app", "=", "--", "x"], ["run", "--app", "caf\u{E9}", "--", "\u{1F600}"],
        ["serve", "."], ["serve", "/srv/slipway"], ["serve", "folder with spaces"], ["serve", "../x"],
        ["serve", "a=b"],
        ["secret:list"], ["secret:list", "myapp"], ["secret:list", "myapp", "--env", "staging"],
        ["secret:list", "--app", "myapp"], ["secret:list", "--env", "staging", "--app", "myapp"],
        ["secret:list", "first", "--app", "second", "--env", "third"], ["secret:list", "run"], ["secret:list", ""],
        ["secret:list", "a=b"],
    ]

    @Test("what is read without the parser is what the parser reads", arguments: plain)
    func same(_ arguments: [String]) throws {
        let plain = try #require(PlainWords.command(arguments))
        let parsed = try SlipwayCommand.parseAsRoot(ServeWords.reordered(arguments))
        let found = try #require(Self.properties(plain))
        #expect(found == Self.properties(parsed))
    }

    @Test(
        "everything else is left to the parser",
        arguments: [
            [], [""], ["--help"], ["-h"], ["help"], ["help", "run"], ["--version"], ["apps"], ["RUN", "--", "x"],
            ["run"], ["run", "env"], ["run", "--help"], ["run", "-h", "--", "x"], ["run", "--app", "a", "env"],
            ["run", "env", "--", "x"], ["run", "--app=a", "--", "x"], ["run", "--env=a", "--", "x"],
            ["run", "-a", "a", "--", "x"], ["run", "-e", "a", "--", "x"], ["run", "-ea", "--", "x"],
            ["run", "--app", "--", "x"], ["run", "--app", "-x", "--", "x"], ["run", "--app", "a", "--env", "--", "x"],
            ["run", "--app", "a", "--app", "b", "--", "x"], ["run", "--env", "a", "--env", "b", "--", "x"],
            ["run", "--only", "A", "--", "x"], ["run", "--pristine", "--", "x"], ["run", "--no-masking", "--", "x"],
            ["run", "--server", "https://x", "--", "x"], ["run", "--nosuch", "--", "x"],
            ["run", "--ap", "a", "--", "x"],
            ["run", "--App", "a", "--", "x"], ["run", "app", "--app", "a"],
            ["serve"], ["serve", "run"], ["serve", "init"], ["serve", "check"], ["serve", "add-api-key"],
            ["serve", "-"], ["serve", "--help"], ["serve", "-h"], ["serve", "--nosuch"], ["serve", ".", "check"],
            ["serve", ".", "--help"], ["serve", ".", "x"], ["serve", "--", "."], ["serve", "check", "."],
            ["secret:list", "--json"], ["secret:list", "--long"], ["secret:list", "-l"], ["secret:list", "--help"],
            ["secret:list", "a", "b"], ["secret:list", "--env", "staging", "a"], ["secret:list", "a", "--env"],
            ["secret:list", "--app"], ["secret:list", "--app", "-a"], ["secret:list", "--app=a"],
            ["secret:list", "-e", "a"], ["secret:list", "--server", "x"], ["secret:list", "a", "--json"],
            ["secret:list", "--", "a"], ["secret:list", "-a", "x"], ["secret:set", "a", "A=b"], ["secret:list "],
        ]
    )
    func left(_ arguments: [String]) {
        #expect(PlainWords.command(arguments) == nil)
    }

    @Test(
        "W4 whatever words come in whatever order, both say the same, or the short way says nothing",
        arguments: 0..<4
    )
    func random(_ seed: UInt64) {
        var generator = Numbers(state: seed)
        let words = [
            "--app", "--env", "--app", "--env", "--", "--", "myapp", "staging", "--json", "-e", "-", "", "x", "run",
            "--app=a",
            "-a", "--help", "serve", ".",
        ]
        var plain = 0
        for _ in 0..<1_500 {
            let command = ["run", "serve", "secret:list"][generator.number(3)]
            let arguments = [command] + (0..<generator.number(7)).map { _ in words[generator.number(words.count)] }
            guard let found = PlainWords.command(ServeWords.reordered(arguments)) else { continue }
            plain += 1
            let parsed = try? SlipwayCommand.parseAsRoot(ServeWords.reordered(arguments))
            #expect(parsed.flatMap(Self.properties) == Self.properties(found), "\(arguments)")
        }
        #expect(plain > 50, "the words are not all left to the parser: \(plain)")
    }

    /// Numbers that repeat with the seed.
    private struct Numbers {
        var state: UInt64

        mutating func number(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
    }
}
