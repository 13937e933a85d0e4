import SlipwayWire

/// `slipway_serve.json` in a server folder.
struct ConfigurationFile: Sendable {
    static let name = "slipway_serve.json"
    /// The most bytes the file may have.
    static let sizeLimit = 4 * 1024 * 1024
    static let limits = JSONLimits(nodes: 200_000)

    let path: String

    init(folder: String) {
        path = folder.hasSuffix("/") ? folder + Self.name : "\(folder)/\(Self.name)"
    }

    /// What the file says, or the defaults when there is none; symbolic links are followed.
    func load() throws(ConfigurationError) -> ServeConfiguration {
        guard let bytes = try read() else { return ServeConfiguration() }
        return try Self.parse(bytes, file: path)
    }

    /// The file's bytes, or nothing when there is none.
    ///
    /// A symbolic link that leads nowhere is an error: a configuration was meant to be there.
    func read() throws(ConfigurationError) -> [UInt8]? {
        do {
            return try FileAccess.contents(of: path, limit: Self.sizeLimit)
        } catch {
            if error.isMissing, !FileAccess.exists(path) { return nil }
            throw ConfigurationError(file: path, problem: error.description)
        }
    }

    /// Checks and decodes the bytes of a file; `file` is its name in errors.
    static func parse(_ bytes: [UInt8], file: String) throws(ConfigurationError) -> ServeConfiguration {
        do {
            return try bytes.withUnsafeBytes { try JSONValue.read($0, limits: limits, ServeConfiguration.init) }
        } catch {
            throw ConfigurationError(reading: error, file: file, bytes: bytes)
        }
    }
}
