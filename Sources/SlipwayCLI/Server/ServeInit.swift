import ArgumentParser

/// `slipway serve DIR init`.
struct ServeInit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a starting slipway_serve.json, a README that explains it, and a Dockerfile."
    )

    @OptionGroup var folder: ServerFolderOptions

    func run() throws {
        let path = try folder.resolved()
        do {
            for name in try ServerFolderTemplate.write(into: path) { Console.message("wrote \(path)/\(name)") }
        } catch {
            guard error.code == nil else { throw error }
            throw CommandError(
                error.description,
                hints: ["move the file away, or write the others by hand"],
                status: .conflict
            )
        }
        Console.message("next: slipway serve \(path)")
    }
}
