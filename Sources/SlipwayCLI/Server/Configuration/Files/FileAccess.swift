#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A failed call to the operating system.
struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was tried, as the end of "could not …".
    let action: String
    /// Nothing when it was not the system that refused.
    let code: Int32?
    let reason: String

    init(_ action: String, code: Int32 = errno) {
        self.action = action
        self.code = code
        reason = String(cString: strerror(code))
    }

    init(_ action: String, reason: String) {
        self.action = action
        code = nil
        self.reason = reason
    }

    var isMissing: Bool { code == ENOENT }
    var description: String { "could not \(action): \(reason)" }
}

/// The few file operations that need more care than a framework takes.
enum FileAccess {
    /// The whole content of a regular file of at most `limit` bytes.
    static func contents(of path: String, limit: Int) throws(FileError) -> [UInt8] {
        // Without O_NONBLOCK a named pipe at this place would hold the server up for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileError("open it") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError("open it") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileError("read it", reason: "it is not a file") }
        var bytes: [UInt8] = []
        // Most files are short; those that say they are empty, such as /proc's, need not be.
        var chunk = [UInt8](repeating: 0, count: min(max(Int(status.st_size), 4_096), 64 * 1_024))
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError("read it") }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk.prefix(count))
            guard bytes.count <= limit else { throw FileError("read it", reason: "it has over \(limit) bytes") }
        }
    }

    /// Whether something stands at `path`, a symbolic link that leads nowhere included.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether what stands at `path` is this user's, and no user outside its group may write to it.
    static func isOwnAndClosed(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_uid == geteuid() && status.st_mode & S_IWOTH == 0
    }

    /// Writes a file that must not exist yet, down to the disk; nothing is left when it fails.
    static func create(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(FileError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError("create \(path)") }
        defer { close(descriptor) }
        do throws(FileError) {
            try writeAll(bytes, to: descriptor, path)
            guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else { throw FileError("write \(path)") }
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Removes a file that this process has just made; when that fails, nothing can be done about it.
    static func remove(_ path: String) { unlink(path) }

    /// Makes a rename in `folder` outlast a power cut.
    static func synchronise(folder: String) throws(FileError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open \(folder)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError("write \(folder)") }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError("write \(path)") }
            written += count
        }
    }
}
