import Glibc

/// A socket connected to a port of this machine, for tests that speak HTTP byte by byte.
enum LocalSocket {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// A descriptor that is the caller's to close; calls on it end when the deadline has passed.
    static func connected(port: Int) throws -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw Failure(description: "no socket: errno \(errno)") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            let failure = Failure(description: "nothing listens on \(port): errno \(errno)")
            close(socket)
            throw failure
        }
        var timeout = timeval(tv_sec: Deadline.seconds, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        return socket
    }

    /// The next bytes, or none at the end; nothing when the deadline has passed.
    static func receive(_ socket: Int32) -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        var count = -1
        // A call that has a deadline ends when a signal is handled, however the handler was set.
        repeat { count = recv(socket, &chunk, chunk.count, 0) } while count < 0 && errno == EINTR
        guard count >= 0 || errno == ECONNRESET else { return nil }
        return Array(chunk[..<max(0, count)])
    }

    /// Sends all that the other side takes; the answer is what it does not.
    static func send(_ bytes: some Collection<UInt8>, _ socket: Int32) -> ArraySlice<UInt8> {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        return rest
    }
}
