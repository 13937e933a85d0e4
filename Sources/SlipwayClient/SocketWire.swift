import Dispatch
import Glibc

/// A connection without TLS, over TCP or a unix socket.
///
/// A command makes one or two short calls: plain system calls cost a tenth of what an event loop takes to set up.
final class SocketWire: Wire {
    private static let connectSeconds = 5
    private static let seconds = 30

    private let descriptor: Int32
    /// Calls to the system wait here, not on a thread that others need.
    private let queue: DispatchQueue

    static func open(host: String, port: UInt16) async throws(WireFailure) -> SocketWire {
        try await open { () throws(WireFailure) in try connected(host, port) }
    }

    static func open(socket path: String) async throws(WireFailure) -> SocketWire {
        try await open { () throws(WireFailure) in try connected(path) }
    }

    private init(_ descriptor: Int32, _ queue: DispatchQueue) {
        self.descriptor = descriptor
        self.queue = queue
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) async throws(WireFailure) {
        try await Self.blocking(on: queue) { [descriptor] () throws(WireFailure) in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw Self.failure() }
                rest = rest.dropFirst(count)
            }
        }
    }

    func receive() async throws(WireFailure) -> [UInt8] {
        try await Self.blocking(on: queue) { [descriptor] () throws(WireFailure) in
            while true {
                var count = 0
                let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, used in
                    count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                    used = max(0, count)
                }
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw Self.failure() }
                return bytes
            }
        }
    }

    private static func open(
        _ connect: @escaping @Sendable () throws(WireFailure) -> Int32
    ) async throws(WireFailure) -> SocketWire {
        let queue = DispatchQueue(label: "slipway.wire")
        return SocketWire(try await blocking(on: queue, connect), queue)
    }

    private static func blocking<R: Sendable>(
        on queue: DispatchQueue,
        _ body: @escaping @Sendable () throws(WireFailure) -> R
    ) async throws(WireFailure) -> R {
        let result = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: Result { () throws(WireFailure) in try body() })
            }
        }
        return try result.get()
    }

    private static func connected(_ host: String, _ port: UInt16) throws(WireFailure) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &first) == 0 else { throw .noSuchHost }
        defer { freeaddrinfo(first) }
        var failure = WireFailure.noSuchHost
        var next = first
        while let address = next?.pointee {
            do throws(WireFailure) {
                return try connected(address.ai_family, address.ai_addr, address.ai_addrlen)
            } catch {
                failure = error
            }
            next = address.ai_next
        }
        throw failure
    }

    private static func connected(_ path: String) throws(WireFailure) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // A NUL has to follow it.
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw .system(ENAMETOOLONG) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return try withUnsafePointer(to: &address) { pointer throws(WireFailure) in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer throws(WireFailure) in
                try connected(AF_UNIX, pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func connected(
        _ family: Int32,
        _ address: UnsafePointer<sockaddr>,
        _ length: socklen_t
    ) throws(WireFailure) -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure() }
        // On Linux the limit on sending is one on connecting too.
        limit(descriptor, SO_SNDTIMEO, connectSeconds)
        guard connect(descriptor, address, length) == 0 else {
            let failure = errno == EINPROGRESS ? WireFailure.noAnswerInTime : Self.failure()
            close(descriptor)
            throw failure
        }
        limit(descriptor, SO_SNDTIMEO, seconds)
        limit(descriptor, SO_RCVTIMEO, seconds)
        return descriptor
    }

    private static func limit(_ descriptor: Int32, _ option: Int32, _ seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    private static func failure() -> WireFailure {
        switch errno {
        case EAGAIN: .noAnswerInTime
        case EPIPE, ECONNRESET: .closed
        case let code: .system(code)
        }
    }
}
