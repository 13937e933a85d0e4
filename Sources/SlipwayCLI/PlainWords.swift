import ArgumentParser
import SlipwayModel

/// The forms of `run`, `serve` and `secret:list` that programs call, read without the parser.
///
/// ArgumentParser looks at every command by reflection, which takes longer than all the rest of such a call. Words that
/// are not exactly of these forms, wrong ones included, are left to it.
enum PlainWords {
    static func command(_ arguments: [String]) -> (any AsyncParsableCommand)? {
        guard let name = arguments.first else { return nil }
        let words = arguments.dropFirst()
        switch name {
        case "run": return run(words)
        case "serve": return serve(words)
        case "secret:list": return list(words)
        default: return nil
        }
    }

    /// Reads `run [--app APP] [--env ENV] -- CMD ...`.
    private static func run(_ words: ArraySlice<String>) -> Run? {
        guard let end = words.firstIndex(of: "--"), let place = Place(words[..<end]) else { return nil }
        var command = Run()
        command.app = place.app
        command.environment = place.environment
        command.only = []
        command.pristine = false
        command.noMasking = false
        command.connection = ConnectionOptions()
        command.connection.server = nil
        command.words = Array(words[end...])
        return command
    }

    /// Reads `serve DIR`.
    private static func serve(_ words: ArraySlice<String>) -> ServeRun? {
        guard words.count == 1, let folder = words.first, !folder.hasPrefix("-"),
            // The parser takes "run" for what it does when no verb is given.
            !ServeWords.verbs.contains(folder), folder != "run"
        else { return nil }
        var command = ServeRun()
        command.folder = ServerFolderOptions()
        command.folder.folder = folder
        return command
    }

    /// Reads `secret:list [APP] [--app APP] [--env ENV]`.
    private static func list(_ words: ArraySlice<String>) -> SecretList? {
        let first = words.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
        guard let place = Place(first == nil ? words : words.dropFirst()) else { return nil }
        var command = SecretList()
        command.arguments = first.map { [$0] } ?? []
        command.long = false
        command.place = PlaceOptions()
        command.place.app = place.app
        command.place.environment = place.environment
        command.connection = ConnectionOptions()
        command.connection.server = nil
        command.output = OutputOptions()
        command.output.json = false
        return command
    }

    /// `--app APP` and `--env ENV`, each at most once and with its value as a word of its own.
    private struct Place {
        var app: String?
        var environment = EnvironmentName.production.text

        init?(_ words: ArraySlice<String>) {
            var (rest, named) = (words, String?.none)
            while let option = rest.popFirst() {
                guard let value = rest.popFirst(), !value.hasPrefix("-") else { return nil }
                switch option {
                case "--app" where app == nil: app = value
                case "--env" where named == nil: named = value
                default: return nil
                }
            }
            environment = named ?? environment
        }
    }
}
