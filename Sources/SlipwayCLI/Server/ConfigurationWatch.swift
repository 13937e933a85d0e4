import Glibc
import Logging
import Synchronization

/// Notices that `slipway_serve.json` changed, by one look at its metadata.
final class ConfigurationWatch: Sendable {
    /// What differs when a file was written or replaced.
    private struct Stamp: Equatable {
        var inode: UInt64 = 0
        var size: Int64 = 0
        var seconds = 0
        var nanoseconds = 0
        // A copy that keeps the time of the original changes this one all the same.
        var changeSeconds = 0
        var changeNanoseconds = 0
    }

    private let file: ConfigurationFile
    /// The path as the operating system takes it: it is asked about at each request.
    private let path: [CChar]
    private let seen: Mutex<Stamp>

    /// Make it before the file is first read: what changes after that is a change.
    init(file: ConfigurationFile) {
        self.file = file
        path = Array(file.path.utf8CString)
        seen = Mutex(Self.stamp(path))
    }

    /// Whether ``changed(_:)`` has something new to look at.
    var isPending: Bool {
        let stamp = Self.stamp(path)
        return seen.withLock { $0 != stamp }
    }

    /// The new configuration when the file changed since the last call; a bad one is reported once and the old one stays
    /// in force.
    func changed(_ logger: Logger) -> ServeConfiguration? {
        let stamp = Self.stamp(path)
        let isNew = seen.withLock { seen in
            defer { seen = stamp }
            return seen != stamp
        }
        guard isNew else { return nil }
        guard stamp != Stamp() else {
            // Editors and git take a file away for a moment; its absence permits nobody less or more.
            logger.error("\(file.path) is gone: the configuration before stays in force")
            return nil
        }
        do {
            let configuration = try file.load()
            logger.info("took up the changed configuration", metadata: ["file": "\(file.path)"])
            return configuration
        } catch {
            logger.error("the configuration before stays in force: \(error)")
            return nil
        }
    }

    private static func stamp(_ path: [CChar]) -> Stamp {
        var status = stat()
        guard stat(path, &status) == 0 else { return Stamp() }
        return Stamp(
            inode: UInt64(status.st_ino),
            size: Int64(status.st_size),
            seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec,
            changeSeconds: status.st_ctim.tv_sec,
            changeNanoseconds: status.st_ctim.tv_nsec
        )
    }
}
