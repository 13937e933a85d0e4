import NIOCore
import NIOHTTP1

/// One answer, before it is written.
struct Response: Sendable {
    enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// Pieces that the closure makes one after the other; each call returns when the client has room for more.
        case stream(@Sendable (_ write: (ByteBuffer) async throws -> Void) async throws -> Void)
    }

    let status: HTTPResponseStatus
    let contentType: StaticString?
    let body: Body
    /// What this answer says beside what every answer does.
    ///
    /// Names and values are the program's own: nothing of a request ever stands here.
    var fields: [(name: StaticString, value: String)] = []

    init(status: HTTPResponseStatus, contentType: StaticString? = nil, body: Body = .none) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}
