/// The files that `slipway serve DIR init` writes.
enum ServerFolderTemplate {
    static let schema = "https://slipway.dev/schemas/slipway_serve.schema.json"

    /// Name and content of each file, in the order they are written.
    static let files: [(name: String, content: String)] = [
        (ConfigurationFile.name, configuration),
        ("README.md", readMe),
        ("Dockerfile", dockerfile),
        (".gitignore", gitIgnore),
        (".dockerignore", dockerIgnore),
    ]

    /// Writes every file into `folder`, which must exist, and returns their names.
    ///
    /// Throws and leaves nothing behind when one of them exists already. A `.gitignore` that says the same is no
    /// obstacle, since the server itself writes one on its first start; it is left as it is and not returned.
    static func write(into folder: String) throws(FileError) -> [String] {
        func path(_ name: String) -> String { "\(folder)/\(name)" }
        for file in files where FileAccess.exists(path(file.name)) {
            let same = (try? FileAccess.contents(of: path(file.name), limit: 1 << 16)) == Array(file.content.utf8)
            guard same, file.name == ".gitignore" else {
                throw FileError("write \(path(file.name))", reason: "it exists already. Nothing was written")
            }
        }
        let wanted = files.filter { !FileAccess.exists(path($0.name)) }
        var written: [String] = []
        do throws(FileError) {
            for file in wanted {
                try FileAccess.create(path(file.name), Array(file.content.utf8), mode: 0o644)
                written.append(file.name)
            }
            try FileAccess.synchronise(folder: folder)
        } catch {
            for name in written { FileAccess.remove(path(name)) }
            throw error
        }
        return written
    }

    static let configuration = """
        {
          "$schema": "\(schema)",
          "address": "127.0.0.1",
          "port": 8080,
          "master_key": {
            "source": "file",
            "path": ".slipway/master.key"
          },
          "api_keys": [],
          "permissions": {
            "secrets": {
              "view": ["owner", "admin"],
              "manage": ["owner", "admin"]
            }
          }
        }

        """

    /// Keeps the state folder, and the binary that the Dockerfile takes, out of git.
    static let gitIgnore = """
        # Keys, secrets and logs of this server. Never commit them.
        .slipway/
        # The binary that the Dockerfile copies.
        /slipway

        """

    static let dockerIgnore = """
        # Keys, secrets and logs of this server. They belong into a volume, never into an image.
        .slipway/
        .git/
        README.md

        """
}
