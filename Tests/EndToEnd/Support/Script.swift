import Foundation
import Testing

/// A text file of commands and what each must print, to the letter.
///
/// `$ COMMAND` is run by a shell in one folder after the other. Under it stand the lines it must print: `> ` for standard
/// output, `! ` for standard error, and `? N` for its exit status when that is not 0. `# ` begins a comment. In expected
/// lines `{actor}` (padded: `{actor:20}`), `{minute}`, `{time}`, `{hex64}`, `{key}`, `{number}` and `{*}` stand for what differs from run to run,
/// and a line of only `{...}` for any lines.
struct Script: Sendable, CustomTestStringConvertible {
    struct Step: Sendable {
        let line: Int
        let command: String
        var output: [String] = []
        var errors: [String] = []
        var code: Int32 = 0
    }

    let testDescription: String
    let steps: [Step]

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Scripts").path

    /// Every script whose name begins with `prefix`; a run that finds none fails.
    static func all(_ prefix: String) -> [Script] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasPrefix(prefix) && $0.hasSuffix(".txt") }.sorted().map { name in
            let data = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
            return Script(String(decoding: data, as: UTF8.self), name: name)
        }
    }

    init(_ text: String, name: String) {
        testDescription = name
        var steps: [Step] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let rest = String(line.dropFirst(2))
            switch line.first {
            case "$": steps.append(Step(line: number + 1, command: rest))
            case ">": steps[steps.count - 1].output.append(rest)
            case "!": steps[steps.count - 1].errors.append(rest)
            case "?": steps[steps.count - 1].code = Int32(rest) ?? -1
            default: break
            }
        }
        self.steps = steps
    }

    /// Runs every step and compares; `actor` is who the commands act as.
    func run(_ place: Workplace, in folder: String, actor: String, environment: [String: String] = [:]) async throws {
        for step in steps {
            let command = step.command.replacing("{actor}", with: actor)
            let outcome = try await place.shell(command, environment: environment, in: folder)
            let label = "\(testDescription):\(step.line): \(step.command)"
            #expect(outcome.code == step.code, "\(label)\n\(outcome.errors)")
            compare(outcome.lines, step.output, actor, "\(label) (output)")
            compare(outcome.errors.split(separator: "\n").map(String.init), step.errors, actor, "\(label) (errors)")
        }
    }

    private func compare(_ found: [String], _ expected: [String], _ actor: String, _ label: String) {
        let pattern = expected.map { $0 == "{...}" ? "(?:.*\n)*?" : Self.pattern($0, actor) + "\n" }.joined()
        let text = found.map { $0 + "\n" }.joined()
        let matches = (try? Regex(pattern).wholeMatch(in: text)) != nil
        #expect(matches, "\(label)\nfound:\n\(text)expected:\n\(expected.joined(separator: "\n"))")
    }

    private static func pattern(_ line: String, _ actor: String) -> String {
        let padded = actor + String(repeating: " ", count: max(0, 20 - actor.count))
        let places = [
            "{actor}": actor, "{actor:20}": padded, "{minute}": #"\d{4}-\d\d-\d\d \d\d:\d\d"#,
            "{time}": #"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"#,
            "{hex64}": "[0-9a-f]{64}", "{key}": "[A-Za-z0-9]{52}", "{number}": #"\d+"#, "{*}": ".*",
        ]
        var pattern = ""
        var rest = line[...]
        while !rest.isEmpty {
            if let (place, meaning) = places.first(where: { rest.hasPrefix($0.key) }) {
                pattern += place.hasPrefix("{actor") ? NSRegularExpression.escapedPattern(for: meaning) : meaning
                rest = rest.dropFirst(place.count)
            } else {
                pattern += NSRegularExpression.escapedPattern(for: String(rest.removeFirst()))
            }
        }
        return pattern
    }
}
