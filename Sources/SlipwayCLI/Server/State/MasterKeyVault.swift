import Glibc
import SlipwayCrypto
import SlipwayModel
import SlipwayServices
import SlipwayStore

/// Finds the master key the store wants, makes the first one, and moves to the next one.
struct MasterKeyVault: Sendable {
    let serverFolder: String
    let setting: MasterKeySetting
    let log: @Sendable (String) -> Void

    /// The keyring of an existing store.
    ///
    /// - Throws: ``StartError`` naming the key id the store wants. Nothing is touched then.
    func unlock(_ record: InstanceRecord) async throws -> Keyring {
        let reader = MasterKeyReader(serverFolder: serverFolder, scryptSalt: record.scryptSalt)
        let current = try await reader.read(setting.source)
        if let current, current.id.description == record.masterKeyID {
            return try Keyring.unlock(record, with: current)
        }
        // A rotation that was cut off after its commit: the next key is the one that counts now.
        if let source = successor, let next = try await reader.read(source), next.id.description == record.masterKeyID {
            let keyring = try Keyring.unlock(record, with: next)
            if setting.next == nil { _ = try? promote(reader, from: current?.id.description ?? "unknown") }
            return keyring
        }
        let found =
            current.map { "\(setting.source) holds the one with the id \($0.id)" }
            ?? "there is none at \(setting.source)"
        throw StartError(
            "the database wants the master key with the id \(record.masterKeyID), and \(found)",
            hint: "put the right key back from your backup: without it the values cannot be read by anyone"
        )
    }

    /// The first master key of a new store: what the source gives, or for a key file that does not exist a new one.
    func first(scryptSalt: [UInt8]) async throws -> MasterKey {
        let reader = MasterKeyReader(serverFolder: serverFolder, scryptSalt: scryptSalt)
        if let key = try await reader.read(setting.source) { return key }
        guard case .file(let path) = setting.source else {
            throw StartError("\(setting.source) gives no master key")
        }
        let key = MasterKey.generate()
        try write(key, to: reader.absolute(path))
        log(
            "made a new master key at \(reader.absolute(path)): back it up now, without it no value can ever be read again"
        )
        return key
    }

    /// What a rotation needs to know of the source.
    func custody(scryptSalt: [UInt8]) -> MasterKeyCustody {
        let reader = MasterKeyReader(serverFolder: serverFolder, scryptSalt: scryptSalt)
        return MasterKeyCustody(
            description: setting.source.description,
            prepare: { current in try await prepare(reader, current: current) },
            finish: { old in try finish(reader, from: old) }
        )
    }

    private func prepare(_ reader: MasterKeyReader, current: String) async throws -> MasterKey {
        if let next = setting.next {
            do {
                if let key = try await reader.read(next) { return key }
            } catch let error as StartError {
                throw SlipwayError(.masterKey, error.message)
            }
            guard case .file(let path) = next else { throw SlipwayError(.masterKey, "\(next) gives no master key") }
            let key = MasterKey.generate()
            try write(key, to: reader.absolute(path))
            return key
        }
        guard case .file(let path) = setting.source else {
            throw SlipwayError(
                .masterKey,
                "the master key comes from \(setting.source), which slipway cannot change: say in slipway_serve.json where the next one comes from (master_key.next)"
            )
        }
        let file = reader.absolute(Self.nextPath(path))
        // A rotation that was cut off left this behind, and it may be the one key the store wants: never removed. Either
        // it is in force already and goes to its place first, or it is as good a next key as any.
        if let left = try await reader.read(.file(path: Self.nextPath(path))) {
            guard left.id.description == current else { return left }
            let before = try await reader.read(setting.source)?.id.description ?? "unknown"
            do {
                _ = try promote(reader, from: before)
            } catch {
                throw SlipwayError(
                    .masterKey,
                    "the key in force could not be put in its place at \(setting.source): \(error)"
                )
            }
        }
        let key = MasterKey.generate()
        try write(key, to: file)
        return key
    }

    private func finish(_ reader: MasterKeyReader, from old: String) throws -> String {
        if let next = setting.next {
            return "put what \"next\" says in the place of \"source\" in master_key of slipway_serve.json, "
                + "then remove \"next\"; the key now comes from \(next)"
        }
        let retired = try promote(reader, from: old)
        return "back up the new key file now; the old key is kept at \(retired) for restoring older backups"
    }

    /// Puts the next key file in the place of the current one, and keeps that one under another name.
    private func promote(_ reader: MasterKeyReader, from old: String) throws(FileError) -> String {
        guard case .file(let path) = setting.source else { return "" }
        let current = reader.absolute(path)
        let retired = "\(current).retired-\(old)"
        if FileAccess.exists(current), rename(current, retired) != 0 { throw FileError("rename \(current)") }
        guard rename(reader.absolute(Self.nextPath(path)), current) == 0 else { throw FileError("rename the new key") }
        if let slash = current.lastIndex(of: "/") { try FileAccess.synchronise(folder: String(current[..<slash])) }
        return retired
    }

    /// Where the key of a rotation under way may stand.
    private var successor: MasterKeySource? {
        if let next = setting.next { return next }
        guard case .file(let path) = setting.source else { return nil }
        return .file(path: Self.nextPath(path))
    }

    private static func nextPath(_ path: String) -> String { "\(path).next" }

    private func write(_ key: MasterKey, to path: String) throws {
        var text = key.text
        defer { for index in text.indices { text[index] = 0 } }
        do {
            try FileAccess.create(path, text, mode: 0o600)
            if let slash = path.lastIndex(of: "/") { try FileAccess.synchronise(folder: String(path[..<slash])) }
        } catch {
            throw StartError("the master key could not be kept: \(error)")
        }
    }
}
