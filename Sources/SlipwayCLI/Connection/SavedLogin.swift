import Glibc
import SlipwayWire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The servers signed in to, with their keys: `credentials.json` in `$XDG_CONFIG_HOME/slipway`, for its owner only.
struct SavedLogin: Codable, Sendable {
    private(set) var current: String?
    private(set) var tokens: [String: String]

    /// What was saved, or nothing.
    ///
    /// - Throws: ``CommandError`` when the file can be read by others or is not what this program writes.
    static func load() throws -> SavedLogin {
        guard FileAccess.exists(path) else { return SavedLogin(current: nil, tokens: [:]) }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 == 0, status.st_uid == geteuid() else {
            throw CommandError(
                "\(path) holds API keys, and another user can read it or owns it",
                hints: ["close it with: chmod 600 \(path)"]
            )
        }
        let bytes = try FileAccess.contents(of: path, limit: 1 << 20)
        guard (try? JSONOutline(bytes)) != nil,
            let saved = try? JSONDecoder().decode(SavedLogin.self, from: Data(bytes))
        else {
            throw CommandError(
                "\(path) is not what slipway wrote there",
                hints: ["remove it and sign in again: slipway login"]
            )
        }
        return saved
    }

    mutating func add(_ server: String, token: String) throws {
        tokens[server] = token
        current = server
        try save()
    }

    /// True when there was a login to remove.
    mutating func remove(_ server: String) throws -> Bool {
        let isKnown = tokens.removeValue(forKey: server) != nil
        if current == server { current = tokens.keys.min() }
        try save()
        return isKnown
    }

    private static var folder: String {
        let base = Caller.environment("XDG_CONFIG_HOME") ?? "\(Caller.environment("HOME") ?? "/root")/.config"
        return "\(base)/slipway"
    }

    static var path: String { "\(folder)/credentials.json" }

    /// Written beside and renamed, closed to others from its first byte on.
    private func save() throws {
        try FileManager.default.createDirectory(
            atPath: Self.folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes = Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
        let temporary = "\(Self.path).\(getpid()).new"
        try FileAccess.create(temporary, bytes, mode: 0o600)
        guard rename(temporary, Self.path) == 0 else {
            FileAccess.remove(temporary)
            throw FileError("write \(Self.path)")
        }
    }
}
