import Dispatch
import Glibc

/// Bytes to a local port and back, as they stand: what no HTTP client would send.
public enum RawExchange {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Sends `request` and reads until the server closes.
    ///
    /// - Throws: when nothing listens there, or the server has not closed when the deadline has passed.
    public static func bytes(_ request: [UInt8], port: Int) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "raw-exchange").async {
                continuation.resume(with: Result { try blocking(request, port) })
            }
        }
    }

    public static func text(_ request: String, port: Int) async throws -> String {
        String(decoding: try await bytes(Array(request.utf8), port: port), as: UTF8.self)
    }

    private static func blocking(_ request: [UInt8], _ port: Int) throws -> [UInt8] {
        let socket = try LocalSocket.connected(port: port)
        defer { close(socket) }
        // A server that refuses early closes before everything is sent; its answer is there to read.
        _ = LocalSocket.send(request, socket)
        var answer: [UInt8] = []
        while true {
            guard let more = LocalSocket.receive(socket) else {
                let start = String(decoding: answer.prefix(500), as: UTF8.self)
                throw Failure(description: "no end within \(Deadline.seconds) s: \(start)")
            }
            guard !more.isEmpty else { return answer }
            answer += more
        }
    }
}
