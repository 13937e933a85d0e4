import ArgumentParser
import SlipwayModel

/// `--env` and `--app`: which environment of which app a command is about.
struct PlaceOptions: ParsableArguments {
    @Option(name: [.customLong("env"), .customShort("e")], help: "The environment.")
    var environment = EnvironmentName.production.text

    @Option(
        name: [.customLong("app"), .customShort("a")],
        help: "The app (default: the first argument, or slipway.json)."
    )
    var app: String?

    /// The app, and what is left of the arguments once it has been taken from them.
    ///
    /// The first argument is the app when it looks like one and either `words` says that more has to follow it and does,
    /// or nothing else can be meant.
    func place(_ arguments: [String], words: Words) throws -> (place: Place, rest: [String]) {
        _ = try EnvironmentName(environment)
        if let app { return (Place(app: try AppName(app).text, environment: environment), arguments) }
        if let first = arguments.first, (try? AppName(first)) != nil, words.firstIsApp(arguments) {
            return (Place(app: first, environment: environment), Array(arguments.dropFirst()))
        }
        guard let linked = try AppLink.find() else {
            throw CommandError.usage(
                "which app? Name it as the first argument, with --app, or in slipway.json",
                hints: ["link this folder to an app with: slipway init APP"]
            )
        }
        return (Place(app: linked.app, environment: environment), arguments)
    }

    /// What else a command takes beside the app.
    enum Words {
        /// Nothing: a single argument is the app.
        case none
        /// At least one more: a single argument is not the app.
        case some

        func firstIsApp(_ arguments: [String]) -> Bool {
            switch self {
            case .none: true
            case .some: arguments.count > 1
            }
        }
    }
}

/// One environment of one app.
struct Place: Sendable {
    let app: String
    let environment: String

    func context(list: String = "secret:list") -> ErrorContext {
        ErrorContext(app: app, environment: environment, list: list)
    }

    var description: String { "\(app) (\(environment))" }
}
