import ArgumentParser

/// `slipway serve DIR init`.
struct ServeInit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a starting slipway_serve.json, a README that explains it, and a Dockerfile."
    )

    @OptionGroup var folder: ServerFolderOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let path = try folder.resolved()
        let written: [String]
        do {
            written = try ServerFolderTemplate.write(into: path).map { "\(path)/\($0)" }
        } catch {
            guard error.code == nil else { throw error }
            throw CommandError(
                error.description,
                hints: ["move the file away, or write the others by hand"],
                status: .conflict
            )
        }
        if output.json { return try JSONOutput.print(["written": written]) }
        for file in written { Console.message("wrote \(file)") }
        Console.message("next: slipway serve \(path)")
    }
}
