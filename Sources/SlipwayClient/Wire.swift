/// A connection to a server: bytes out, bytes in.
///
/// It ends when its last reference is gone.
protocol Wire: Sendable {
    func send(_ bytes: [UInt8]) async throws(WireFailure)
    /// The next bytes, or none once the other side has ended the connection.
    func receive() async throws(WireFailure) -> [UInt8]
}

/// Why a connection carries no answer.
enum WireFailure: Error {
    case noSuchHost
    case noAnswerInTime
    case untrusted
    /// It was closed in the middle of an answer, or before one.
    case closed
    /// What came is not HTTP.
    case malformed
    /// The request would not be one request.
    case unsendable
    /// The system's error number.
    case system(Int32)
    case failed
}
