import Dispatch
import Glibc
import Synchronization

/// A connection that a test holds open, feeds bit by bit and reads answer by answer.
public final class OpenConnection: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    private let socket: Int32
    private let isClosed = Mutex(false)
    /// What was read and belongs to no answer yet.
    private let unread = Mutex<[UInt8]>([])
    private let sending = DispatchQueue(label: "open-connection.send")
    private let receiving = DispatchQueue(label: "open-connection.receive")

    public init(port: Int) throws {
        socket = try LocalSocket.connected(port: port)
        // Each send is to be a packet of its own.
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { closeOnce() }

    /// Sends all of it; fails when the other side does not take it.
    public func send(_ text: some StringProtocol) throws {
        guard LocalSocket.send(text.utf8, socket).isEmpty else {
            throw Failure(description: "the connection is closed")
        }
    }

    /// Sends as much as the other side takes; the answer is how many bytes that were.
    public func sendAll(_ bytes: [UInt8]) async -> Int {
        await withCheckedContinuation { continuation in
            sending.async { [self] in
                let rest = LocalSocket.send(bytes, socket)
                continuation.resume(returning: bytes.count - rest.count)
            }
        }
    }

    /// Sends until the other side has taken nothing for `milliseconds`; the answer is how many bytes went out.
    public func sendWhileTaken(_ bytes: [UInt8], milliseconds: Int32) async -> Int {
        await withCheckedContinuation { continuation in
            sending.async { [self] in
                var rest = bytes[...]
                while !rest.isEmpty {
                    var entry = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
                    guard poll(&entry, 1, milliseconds) == 1 else { break }
                    let count = rest.withUnsafeBytes {
                        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
                    }
                    guard count > 0 else { break }
                    rest = rest.dropFirst(count)
                }
                continuation.resume(returning: bytes.count - rest.count)
            }
        }
    }

    /// Ends this side; the other's answers still come.
    public func endSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// Breaks the connection off, as a client that crashes does.
    public func abort() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        closeOnce()
    }

    /// Whether something has come that was not read yet.
    public var hasUnread: Bool {
        var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return !unread.withLock { $0.isEmpty } || poll(&entry, 1, 0) > 0
    }

    /// The next answer, an interim one too; `isToHead` says that it answers a HEAD request and so has no body.
    public func answer(isToHead: Bool = false) async throws -> RawAnswer {
        try await blocking { [self] in
            var isEnded = false
            while true {
                let found = try unread.withLock { bytes in
                    try RawAnswer.take(from: &bytes, isToHead: isToHead, isEnded: isEnded)
                }
                if let found { return found }
                guard !isEnded else { throw Failure(description: "the connection ended before an answer") }
                let more = try receive()
                unread.withLock { $0 += more }
                isEnded = more.isEmpty
            }
        }
    }

    /// What comes until the server closes.
    public func rest() async throws -> String {
        try await blocking { [self] in
            while case let more = try receive(), !more.isEmpty { unread.withLock { $0 += more } }
            return unread.withLock { bytes in
                defer { bytes = [] }
                return String(decoding: bytes, as: UTF8.self)
            }
        }
    }

    /// The next bytes, or none at the end.
    private func receive() throws -> [UInt8] {
        guard let bytes = LocalSocket.receive(socket) else {
            throw Failure(description: "nothing came within \(Deadline.seconds) s: errno \(errno)")
        }
        return bytes
    }

    private func blocking<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            receiving.async { continuation.resume(with: Result { try body() }) }
        }
    }

    private func closeOnce() {
        isClosed.withLock { isClosed in
            if !isClosed { close(socket) }
            isClosed = true
        }
    }
}
