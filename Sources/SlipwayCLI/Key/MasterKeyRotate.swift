import ArgumentParser
import SlipwayClient
import SlipwayWire

/// `slipway key:rotate`.
struct MasterKeyRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key:rotate",
        abstract: "Replace the master key; values stay as they are and readable all the while.",
        discussion: """
            With a key file the new key is made and put in its place. With any other source, say first in
            slipway_serve.json under master_key.next where the new key comes from, and restart the server.

            EXAMPLES:
              slipway key:rotate
            """
    )

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let rotation = try await connection.connection().with { try await $0.rotateMasterKey() }
        if output.json { return try JSONOutput.print(rotation) }
        Console.message(
            "the master key is now \(rotation.to) (was \(rotation.from)); \(rotation.dataKeys) data keys were wrapped anew"
        )
        Console.message("next: \(rotation.advice)")
    }
}
