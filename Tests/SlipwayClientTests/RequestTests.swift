import Dispatch
import Foundation
import Glibc
@testable import SlipwayClient
import SlipwayWire
import SlipwayTesting
import Testing

/// What leaves the client, over a real connection.
@Suite("Requests of the client", .timeLimit(.minutes(10)))
struct RequestTests {
    /// Takes one connection and answers whatever comes over it.
    private final class Listener: Sendable {
        let port: UInt16
        private let socket: Int32

        struct Failure: Error {}

        init() throws {
            socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let socket = socket
            let code = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(socket, $0, length) | listen(socket, 5) | getsockname(socket, $0, &length)
                }
            }
            port = in_port_t(bigEndian: address.sin_port)
            guard code == 0 else { throw Failure() }
            // A test whose client never comes fails, but does not hang.
            var timeout = timeval(tv_sec: Deadline.seconds, tv_usec: 0)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        }

        deinit { close(socket) }

        var endpoint: Endpoint { .url("http://127.0.0.1:\(port)") }

        /// What one client sends until it ends its side or has had the answer.
        func received(answering answer: String) async -> String {
            await withCheckedContinuation { continuation in
                DispatchQueue(label: "listener").async { [socket] in
                    let client = accept(socket, nil, nil)
                    defer { close(client) }
                    var bytes: [UInt8] = []
                    var chunk = [UInt8](repeating: 0, count: 4096)
                    var hasAnswered = false
                    while case let count = recv(client, &chunk, chunk.count, 0), count > 0 {
                        bytes += chunk[..<count]
                        guard !hasAnswered else { continue }
                        hasAnswered = true
                        _ = Array(answer.utf8).withUnsafeBytes {
                            send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                        }
                        shutdown(client, Int32(SHUT_WR))
                    }
                    continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
                }
            }
        }
    }

    private static let noContent = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"

    /// What a call sends, and the error it ends with.
    private func sent(
        token: String?,
        _ call: @escaping @Sendable (SlipwayClient) async throws -> Void
    ) async throws -> (String, (any Error)?) {
        let listener = try Listener()
        async let received = listener.received(answering: Self.noContent)
        var failure: (any Error)?
        do {
            try await SlipwayClient.with(listener.endpoint, token: token, call)
        } catch { failure = error }
        return (await received, failure)
    }

    @Test("a call is one request, with the key in its header and its words percent-encoded")
    func request() async throws {
        let (text, error) = try await sent(token: "the-key") { client in
            try await client.unset("A\r\nX: y/%é", ifVersion: 3, in: .secrets(app: "my app", environment: "../x"))
        }
        #expect(error == nil)
        #expect(
            text.hasPrefix(
                "DELETE /api/v1/apps/my%20app/environments/..%2Fx/secrets/A%0D%0AX%3A%20y%2F%25%C3%A9 HTTP/1.1\r\n"
            )
        )
        #expect(text.contains("\r\nAuthorization: Bearer the-key\r\n") && text.contains("\r\nIf-Match: \"3\"\r\n"))
        #expect(text.components(separatedBy: "\r\n\r\n").count == 2 && text.hasSuffix("\r\n\r\n"))
        let (plain, _) = try await sent(token: nil) { try await $0.unset("A", in: .globalVariables) }
        #expect(!plain.contains("Authorization"))
    }

    @Test(
        "H9 a key with a line end or another control character is refused before anything is sent",
        arguments: ["a\r\nX-Injected: 1", "a\nb", "a\rb", "\u{0}", "a\u{7F}", "a\t", "key\n"]
    )
    func badKey(_ token: String) async throws {
        let (text, error) = try await sent(token: token) { try await $0.unset("A", in: .globalVariables) }
        #expect(text.isEmpty)
        guard case .unreachable(_, let reason) = error as? ClientError else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains("no request can carry") && !reason.contains(token), "T9 it does not repeat the key")
    }

    @Test("H9 so is a path with one", arguments: ["/a\r\nHost: y", "/a\nb", "/\u{0}", "/a HTTP/1.1\r\n\r\nGET /b"])
    func badPath(_ path: String) async throws {
        let (text, error) = try await sent(token: "the-key") { try await $0.sendWithoutAnswer(.delete, path) }
        #expect(text.isEmpty)
        #expect(error is ClientError)
    }
}
