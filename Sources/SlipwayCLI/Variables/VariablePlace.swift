import SlipwayClient
import SlipwayModel

/// Where plain variables are: in one environment of one app, or global.
struct VariablePlace: Sendable {
    let path: VariablePath
    let description: String
    let context: ErrorContext

    /// The place, and what is left of the arguments once the app has been taken from them.
    static func resolve(
        _ arguments: [String],
        isGlobal: Bool,
        options: PlaceOptions,
        words: PlaceOptions.Words
    ) throws -> (place: VariablePlace, rest: [String]) {
        if isGlobal {
            // A word with "=" is a pair, whatever its value looks like.
            let bare = arguments.filter { AssignmentWords.split($0) == nil }
            let named = options.app ?? bare.first { $0.contains("-") || (try? AppName($0)) != nil && words == .none }
            guard named == nil else { throw CommandError.usage("--global goes without an app") }
            let place = VariablePlace(
                path: .globalVariables,
                description: "the global variables",
                context: ErrorContext(list: "env:list --global")
            )
            return (place, arguments)
        }
        let (found, rest) = try options.place(arguments, words: words)
        let place = VariablePlace(
            path: .variables(app: found.app, environment: found.environment),
            description: found.description,
            context: found.context(list: "env:list")
        )
        return (place, rest)
    }
}
