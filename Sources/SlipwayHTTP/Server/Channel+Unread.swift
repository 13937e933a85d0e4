import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Channel {
    /// Whether something has come that was not read, the end of the connection too; call on the channel's event loop.
    var hasUnread: Bool {
        let descriptor = try? pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
            $0
        }
        guard let descriptor else { return false }
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }
}
