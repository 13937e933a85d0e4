import ArgumentParser
import SlipwayClient
import SlipwayModel

/// `slipway environment:create`.
struct EnvironmentCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "environment:create",
        abstract: "Add an environment to an app.",
        discussion: """
            EXAMPLES:
              slipway environment:create myapp preview
              slipway environment:create preview          in a folder with slipway.json
            """
    )

    @Argument(help: "The app (default: slipway.json), then the environment.")
    var arguments: [String]

    @Option(name: [.customLong("app"), .customShort("a")], help: "The app.")
    var app: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard let name = arguments.last, arguments.count <= 2 else {
            throw CommandError.usage("give the app and the name of the environment")
        }
        let app = try AppArgument.only(Array(arguments.dropLast()), option: app)
        let environment = try EnvironmentName(name).text
        try await connection.connection().with(ErrorContext(app: app, environment: environment)) { client in
            try await client.createEnvironment(environment, of: app)
        }
        if output.json { return try JSONOutput.print(["app": app, "environment": environment]) }
        Console.message("created the environment \(environment) of \(app)")
    }
}
