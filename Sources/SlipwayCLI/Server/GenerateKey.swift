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
              slipway generate-key --json        the key and its hash
              slipway generate-key | tee /dev/tty | slipway hash
            """
    )

    @OptionGroup var output: OutputOptions

    func run() throws {
        let key = APIKey.generate()
        if output.json { return try JSONOutput.print(KeyReport(key: key, hash: APIKey.hash(key))) }
        Console.line(key)
    }
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

    @OptionGroup var output: OutputOptions

    func run() throws {
        var key = try Prompt.secret("API key", limit: 4_096)
        while key.last == UInt8(ascii: "\n") || key.last == UInt8(ascii: "\r") { key.removeLast() }
        guard !key.isEmpty else { throw CommandError.usage("there is no key on standard input") }
        if key.count < APIKey.length {
            Console.message(
                "warning: an API key should have \(APIKey.length) random characters; make one with: slipway generate-key"
            )
        }
        let hash = key.withUnsafeBytes { APIKey.hash($0) }
        if output.json { return try JSONOutput.print(KeyReport(hash: hash)) }
        Console.line(Hex.encode(hash))
    }
}

/// A new key, if it is to be shown, and what of it stands in slipway_serve.json.
struct KeyReport: Encodable {
    var key: String?
    var name: String?
    /// Of 64 hexadecimal digits.
    let hashedKey: String

    private enum CodingKeys: String, CodingKey {
        case key, name
        case hashedKey = "hashed_key"
    }

    init(key: String? = nil, name: String? = nil, hash: [UInt8]) {
        (self.key, self.name) = (key, name)
        hashedKey = Hex.encode(hash)
    }
}
