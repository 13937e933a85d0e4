import ArgumentParser

/// `slipway serve DIR check`.
struct ServeCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say whether slipway_serve.json is right, without starting anything."
    )

    @OptionGroup var folder: ServerFolderOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let file = ConfigurationFile(folder: try folder.resolved())
        let isThere = try file.read() != nil
        let configuration = try file.load()
        if output.json {
            try JSONOutput.print(["file": file.path, "status": isThere ? "valid" : "missing"])
        } else if isThere {
            Console.message(
                "\(file.path) is right: \(configuration.address):\(configuration.port), \(configuration.keys.count) API keys"
            )
        } else {
            Console.message(
                "there is no \(file.path): the defaults hold; write one with: slipway serve \(folder.folder) init"
            )
        }
    }
}
