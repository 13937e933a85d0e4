import SlipwayWire

/// Who somebody is, and to which server, as `--json` says it.
struct IdentityReport: Encodable {
    let identity: IdentityBody
    /// The server's address, or its folder.
    let server: String

    private enum CodingKeys: CodingKey { case server }

    func encode(to encoder: any Encoder) throws {
        try identity.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(server, forKey: .server)
    }
}
