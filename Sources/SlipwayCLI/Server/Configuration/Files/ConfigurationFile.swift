import SlipwayWire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `slipway_serve.json` in a server folder.
struct ConfigurationFile: Sendable {
    static let name = "slipway_serve.json"
    /// The most bytes the file may have.
    static let sizeLimit = 4 * 1024 * 1024

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
        let outline: JSONOutline
        do {
            outline = try JSONOutline(bytes, limits: JSONLimits(nodes: 200_000))
        } catch {
            throw ConfigurationError(error, file: file)
        }
        do {
            return try JSONDecoder().decode(ServeConfiguration.self, from: Data(bytes))
        } catch {
            throw ConfigurationError(decoding: error, file: file, bytes: bytes, outline: outline)
        }
    }
}
