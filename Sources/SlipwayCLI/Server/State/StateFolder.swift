import Glibc
import SlipwayServices

/// `.slipway/` in a server folder: what the server keeps and git never sees.
struct StateFolder: Sendable {
    static let name = ".slipway"

    let serverFolder: String
    let path: String

    init(serverFolder: String) {
        self.serverFolder = serverFolder
        path = "\(serverFolder)/\(Self.name)"
    }

    /// Where the running server of this folder takes local requests.
    var socket: String { "\(path)/slipway.sock" }

    /// Where a server that lives for one command takes them.
    var privateSocket: String { "\(path)/private-\(getpid()).sock" }

    /// Makes the folder, for its owner only, and a `.gitignore` beside it that keeps it out of git.
    func create() throws(FileError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw FileError("create the state folder \(path)") }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw FileError("use the state folder \(path)", reason: "it is not a folder")
        }
        guard status.st_mode & 0o077 == 0 || chmod(path, 0o700) == 0 else {
            throw FileError("close the state folder \(path) to other users")
        }
        guard access(path, W_OK | X_OK) == 0 else { throw FileError("write to the state folder \(path)") }
        try keepOutOfGit()
    }

    /// Holds the folder for this process until the lock is released or the process ends.
    ///
    /// Waits `patience` hundredths of a second for whoever has it.
    func lock(patience: Int) throws(FileError) -> FolderLock { try FolderLock(folder: path, patience: patience) }

    /// Where the end of the audit trail is noted outside the database.
    var witness: AuditWitness {
        let file = "\(path)/audit.witness"
        return AuditWitness(load: { WitnessFile.load(file) }, save: { try WitnessFile.save($0, to: file) })
    }

    private func keepOutOfGit() throws(FileError) {
        let file = "\(serverFolder)/.gitignore"
        guard FileAccess.exists(file) else {
            do {
                try FileAccess.create(file, Array(ServerFolderTemplate.gitIgnore.utf8), mode: 0o644)
            } catch  where error.code == EROFS || error.code == EACCES {
                // The configuration may lie on a read-only disk, where nobody commits anything.
            }
            return
        }
        let bytes = try FileAccess.contents(of: file, limit: 1 << 20)
        let lines = bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
        let isIgnored = lines.contains { line in
            [".slipway/", ".slipway", "/.slipway/", "/.slipway"].contains(String(decoding: line, as: UTF8.self))
        }
        guard !isIgnored, access(file, W_OK) == 0 else { return }
        let place = try ReplacedFile(path: file)
        let end = bytes.last == UInt8(ascii: "\n") || bytes.isEmpty ? "" : "\n"
        try place.replace(bytes, with: bytes + Array("\(end).slipway/\n".utf8), limit: 1 << 20) {}
    }
}
