import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `struct ucred` of unix(7), which the C library's module map leaves out.
private struct PeerCredentials {
    let pid: Int32
    let uid: UInt32
    let gid: UInt32
}

extension Peer {
    /// Asks the operating system; call on the channel's event loop.
    init(channel: any Channel) {
        guard case .unixDomainSocket = channel.localAddress, let provider = channel as? any SocketOptionProvider else {
            self.init(address: channel.remoteAddress?.ipAddress, userID: nil)
            return
        }
        let credentials: EventLoopFuture<PeerCredentials> = provider.unsafeGetSocketOption(
            level: .socket,
            name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        )
        var userID: UInt32?
        // On the event loop itself the answer is there at once.
        credentials.assumeIsolated().whenSuccess { userID = $0.uid }
        self.init(address: nil, userID: userID)
    }
}
