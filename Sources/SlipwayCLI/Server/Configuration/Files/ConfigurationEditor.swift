import SlipwayWire

/// Adds API keys to a server folder's `slipway_serve.json`.
///
/// The new text replaces the old one in one step, or not at all; nothing but the new entry differs, so that a diff
/// shows only it. Editors that run at the same time wait for each other.
struct ConfigurationEditor: Sendable {
    let file: ConfigurationFile
    /// Called when the new text is on the disk and has not replaced the old one yet.
    var willReplace: @Sendable () -> Void = {}

    init(folder: String) {
        file = ConfigurationFile(folder: folder)
    }

    /// Adds an entry behind those that are there, making the file when there is none.
    ///
    /// Throws and changes nothing when the file as it is does not load, when the key's name or hash is taken, when the
    /// file cannot be written, or when someone else changed it meanwhile.
    func add(_ key: APIKeySetting) throws(ConfigurationError) {
        let place = try attempt { () throws(FileError) in try ReplacedFile(path: file.path) }
        let lock = try attempt { () throws(FileError) in try FolderLock(folder: place.folder) }
        defer { lock.release() }
        let old = try file.read()
        let new = try text(adding: key, to: old)
        try attempt { () throws(FileError) in
            try place.replace(old, with: new, limit: ConfigurationFile.sizeLimit, willReplace: willReplace)
        }
    }

    private func text(adding key: APIKeySetting, to old: [UInt8]?) throws(ConfigurationError) -> [UInt8] {
        var expected = ServeConfiguration()
        if let old { expected = try ConfigurationFile.parse(old, file: file.path) }
        try checkFree(key, among: expected.keys)
        expected.keys.append(key)
        let new: [UInt8]
        do throws(JSONError) {
            new =
                if let old { try APIKeyInsertion.text(adding: key, to: old) } else {
                    try APIKeyInsertion.newFile(with: key)
                }
        } catch {
            throw ConfigurationError(reading: error, file: file.path, bytes: old ?? [])
        }
        guard try ConfigurationFile.parse(new, file: file.path) == expected else {
            throw ConfigurationError(file: file.path, problem: "the key could not be added to it as it is laid out")
        }
        return new
    }

    private func checkFree(_ key: APIKeySetting, among keys: [APIKeySetting]) throws(ConfigurationError) {
        guard !keys.contains(where: { $0.name == key.name }) else {
            throw ConfigurationError(
                file: file.path,
                problem: "there is an API key named \"\(key.name.text)\" already",
                hint: "Choose another name, or remove the old entry first."
            )
        }
        guard !keys.contains(where: { $0.hash == key.hash }) else {
            throw ConfigurationError(file: file.path, problem: "this API key stands there already")
        }
    }

    private func attempt<R>(_ body: () throws(FileError) -> R) throws(ConfigurationError) -> R {
        do throws(FileError) {
            return try body()
        } catch {
            throw ConfigurationError(file: file.path, problem: error.description)
        }
    }
}
