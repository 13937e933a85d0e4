import NIOCore
import NIOHTTP1

/// A request that is being answered, as its connection sees it.
struct Exchange {
    let body: IncomingBody
    /// The client will wait for another answer, and the server lets it.
    let keepsAlive: Bool
    /// A HEAD request: its answer has no body.
    let isHead: Bool
    let isHTTP11: Bool
    let id: String
    /// All of the request has come.
    var isReceived: Bool
    /// All of the answer is written.
    var isAnswered = false
    /// How much of a body nobody wants was thrown away.
    var discarded = 0

    init(_ request: Request, isReceived: Bool) {
        let head = request.head
        body = request.body
        // The parser takes what follows an offer for another protocol; nothing is ever switched to one.
        keepsAlive = head.keepsAlive && head.method != .CONNECT && !head.fields.contains("upgrade")
        isHead = head.method == .HEAD
        isHTTP11 = head.isHTTP11
        id = request.id
        self.isReceived = isReceived
    }

    /// The answer to what cannot be read, which is the last on its connection.
    init(unreadable id: String) {
        body = IncomingBody(ByteBuffer())
        (keepsAlive, isHead, isHTTP11) = (false, false, true)
        self.id = id
        isReceived = false
    }
}
