import Dispatch
import Glibc

/// Bytes to a local port and back, as they stand: what no HTTP client would send.
public enum RawExchange {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Sends `request` and reads until the server closes.
    ///
    /// - Throws: when nothing listens there, or the server has not closed after `seconds`.
    public static func bytes(_ request: [UInt8], port: Int, seconds: Int = 30) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "raw-exchange").async {
                continuation.resume(with: Result { try blocking(request, port, seconds) })
            }
        }
    }

    public static func text(_ request: String, port: Int) async throws -> String {
        String(decoding: try await bytes(Array(request.utf8), port: port), as: UTF8.self)
    }

    private static func blocking(_ request: [UInt8], _ port: Int, _ seconds: Int) throws -> [UInt8] {
        let socket = try LocalSocket.connected(port: port, seconds: seconds)
        defer { close(socket) }
        var rest = request[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            // A server that refuses early closes before everything is sent; its answer is there to read.
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = recv(socket, &chunk, chunk.count, 0)
            if count > 0 {
                answer.append(contentsOf: chunk[..<count])
            } else if count == 0 || errno == ECONNRESET {
                return answer
            } else {
                throw Failure(
                    description: "no end after \(seconds) s: \(String(decoding: answer.prefix(500), as: UTF8.self))"
                )
            }
        }
    }
}
