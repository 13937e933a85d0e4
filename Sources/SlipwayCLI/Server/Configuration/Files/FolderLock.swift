#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An exclusive lock on a folder, between processes and within one, that leaves no file behind.
struct FolderLock {
    private let descriptor: Int32

    /// Waits up to `patience` hundredths of a second for whoever holds the lock.
    init(folder: String, patience: Int = 1000) throws(FileError) {
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open \(folder)") }
        do throws(FileError) {
            try Self.lock(descriptor, folder, patience)
        } catch {
            close(descriptor)
            throw error
        }
    }

    func release() { close(descriptor) }

    private static func lock(_ descriptor: Int32, _ folder: String, _ patience: Int) throws(FileError) {
        for _ in 0..<max(1, patience) {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else { throw FileError("lock \(folder)") }
            usleep(10_000)
        }
        throw FileError("lock \(folder)", reason: "another process is changing it")
    }
}
