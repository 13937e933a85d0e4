import ArgumentParser
import SlipwayClient
import SlipwayModel
import SlipwayWire

/// `slipway init`.
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Create an app and link this folder to it.",
        discussion: """
            Writes slipway.json, so that other commands in this folder need not name the app. An app that exists already
            is only linked.

            EXAMPLES:
              slipway init myapp
              slipway init            name the app after this folder
            """
    )

    @Argument(help: "The app's name (default: this folder's name).")
    var app: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let name = try AppName(app ?? Self.folderName()).text
        let file = "\(Caller.currentFolder)/\(AppLink.name)"
        let linked = FileAccess.exists(file) ? try AppLink.load(file).app : nil
        if let linked, linked != name {
            throw CommandError(
                "this folder is linked to the app \"\(linked)\" already",
                hints: ["to link it to \"\(name)\", remove \(AppLink.name) first"],
                status: .conflict
            )
        }
        let isNew = try await connection.connection().with(ErrorContext(app: name)) { client in
            do {
                try await client.createApp(name)
                return true
            } catch ClientError.problem(let problem) where problem.code == SlipwayError.Code.alreadyExists.rawValue {
                return false
            }
        }
        if linked == nil { try AppLink(app: name).write(to: file) }
        if output.json { return try JSONOutput.print(Report(app: name, created: isNew)) }
        Console.message(isNew ? "created the app \(name)" : "the app \(name) exists already")
        Console.message("this folder is linked to it by \(AppLink.name)")
        Console.message("next: slipway secret:set \(name) NAME=value")
    }

    private struct Report: Encodable {
        let app: String
        let created: Bool
    }

    /// The current folder's name as an app's name: lower case, `-` for what cannot stand in one.
    private static func folderName() throws -> String {
        let name = Caller.currentFolder.split(separator: "/").last.map(String.init) ?? ""
        var label = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        label = Array(label.drop { !$0.isLetter }.prefix(63))
        while label.last == "-" { label.removeLast() }
        guard !label.isEmpty else {
            throw CommandError.usage(
                "this folder's name makes no name for an app",
                hints: ["give one: slipway init myapp"]
            )
        }
        return String(label)
    }
}
