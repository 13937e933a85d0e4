import ArgumentParser
import Glibc

/// `slipway serve DIR [init|check|add-api-key]`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Start the server of a folder, or prepare one.",
        usage: """
            slipway serve <dir>
            slipway serve <dir> init
            slipway serve <dir> check
            slipway serve <dir> add-api-key --name <name> [--role <role>] [--app <app> ...] [--env <env> ...]
            """,
        discussion: """
            EXAMPLES:
              slipway serve .                        start with what slipway_serve.json says, or the defaults
              slipway serve . init                   write a starting slipway_serve.json, README and Dockerfile
              slipway serve . check                  say whether slipway_serve.json is right
              slipway serve . add-api-key --name ci --role developer --app myapp --expires 90d
            """,
        subcommands: [ServeRun.self, ServeInit.self, ServeCheck.self, ServeAddAPIKey.self],
        defaultSubcommand: ServeRun.self
    )
}

/// The folder a server lives in.
struct ServerFolderOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The server folder.", valueName: "dir"))
    var folder = "."

    /// The folder's whole path, without links in it.
    ///
    /// The folder must exist.
    func resolved() throws -> String {
        guard FileAccess.isFolder(folder), let path = realpath(folder, nil) else {
            throw CommandError(
                "there is no folder \(folder)",
                hints: ["create it with: mkdir -p \(folder)"],
                status: .notFound
            )
        }
        defer { free(path) }
        return String(cString: path)
    }
}

/// Puts the word after the folder of `serve DIR check` before it, where the parser looks for it.
enum ServeWords {
    static let verbs = ["init", "check", "add-api-key"]

    static func reordered(_ arguments: [String]) -> [String] {
        guard arguments.count >= 3, arguments[0] == "serve", !arguments[1].hasPrefix("-"),
            !verbs.contains(arguments[1]),
            verbs.contains(arguments[2])
        else { return arguments }
        return [arguments[0], arguments[2], arguments[1]] + arguments.dropFirst(3)
    }
}
