import ArgumentParser
import SlipwayCrypto
import SlipwayModel

/// `slipway generate-key`.
struct GenerateKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate-key",
        abstract: "Print a new random API key.",
        discussion: """
            The key is not stored anywhere. Put its hash into slipway_serve.json, or let add-api-key do both.

            EXAMPLES:
              slipway generate-key
              slipway generate-key | tee /dev/tty | slipway hash
            """
    )

    func run() { Console.line(APIKey.generate()) }
}

/// `slipway hash`.
///
/// The key comes from standard input or a prompt, never from an argument that others could see.
struct Hash: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hash",
        abstract: "Print the SHA-256 of an API key, as slipway_serve.json has it.",
        discussion: """
            Reads the key from standard input, or asks for it without showing it. A newline at its end is not part of it.

            EXAMPLES:
              slipway hash
              slipway hash < key.txt
            """
    )

    func run() throws {
        var key = try Prompt.secret("API key", limit: 4_096)
        while key.last == UInt8(ascii: "\n") || key.last == UInt8(ascii: "\r") { key.removeLast() }
        guard !key.isEmpty else { throw CommandError.usage("there is no key on standard input") }
        if key.count < APIKey.length {
            Console.message(
                "warning: an API key should have \(APIKey.length) random characters; make one with: slipway generate-key"
            )
        }
        Console.line(Hex.encode(key.withUnsafeBytes { APIKey.hash($0) }))
    }
}
