import Glibc
import SlipwayCrypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads a master key from the place the configuration names.
struct MasterKeyReader {
    let serverFolder: String
    /// From the store; turns a passphrase into a key.
    let scryptSalt: [UInt8]

    /// The key, or nothing when its file does not exist.
    func read(_ source: MasterKeySource) async throws -> MasterKey? {
        switch source {
        case .file(let path):
            guard FileAccess.exists(absolute(path)) else { return nil }
            return try parse(try secretFile(path), source)
        case .environment(let variable):
            return try parse(try environment(variable, source), source)
        case .passphrase(let variable):
            return try derive(try environment(variable, source), source)
        case .passphraseFile(let path):
            return try derive(try secretFile(path), source)
        case .command(let words):
            return try parse(try await KeyCommand(words: words).output(), source)
        }
    }

    func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(serverFolder)/\(path)" }

    private func parse(_ bytes: [UInt8], _ source: MasterKeySource) throws -> MasterKey {
        do {
            return try MasterKey(text: bytes)
        } catch {
            throw StartError(
                "what \(source) gives is not a master key: it must be 64 hexadecimal digits or Base64 of 32 random bytes",
                hint: "make one with: openssl rand -hex 32"
            )
        }
    }

    private func derive(_ bytes: [UInt8], _ source: MasterKeySource) throws -> MasterKey {
        do {
            return try MasterKey(passphrase: bytes, salt: scryptSalt)
        } catch {
            throw StartError(
                "the passphrase that \(source) gives is too short: it must have at least 12 characters",
                hint: "six random words make a good one"
            )
        }
    }

    private func environment(_ variable: String, _ source: MasterKeySource) throws -> [UInt8] {
        guard let value = ProcessInfo.processInfo.environment[variable], !value.isEmpty else {
            throw StartError(
                "\(variable) is not set, and slipway_serve.json says that the master key comes from \(source)",
                hint: "set it in the environment of the server, for example in its unit file"
            )
        }
        return Array(value.utf8)
    }

    private func secretFile(_ path: String) throws -> [UInt8] {
        let path = absolute(path)
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & 0o077 != 0 {
            throw StartError(
                "the key file \(path) can be read by other users of this machine",
                hint: "close it with: chmod 600 \(path)"
            )
        }
        do {
            return try FileAccess.contents(of: path, limit: 4_096)
        } catch {
            throw StartError("the key file \(path): \(error)", hint: "put it back from your backup")
        }
    }
}

extension MasterKeySource: CustomStringConvertible {
    var description: String {
        switch self {
        case .file(let path), .passphraseFile(let path): "the file \(path)"
        case .environment(let variable), .passphrase(let variable): "the variable \(variable)"
        case .command(let words): "the command \(words.first ?? "")"
        }
    }
}
