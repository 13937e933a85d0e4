import NIOCore
import NIOHTTP1
import SlipwayModel

/// One request as it came in.
final class Request: Sendable {
    let head: RequestHead
    let body: IncomingBody
    let peer: Peer
    /// In each line of the log and in each answer.
    let id: String
    /// When its head was here; no earlier, so that what is looked at after this is as it was when the request came, or later.
    let arrival = ContinuousClock.now

    init(head: RequestHead, body: IncomingBody, peer: Peer, id: String = RequestID.next()) {
        self.head = head
        self.body = body
        self.peer = peer
        self.id = id
    }

    var method: HTTPMethod { head.method }
    var path: ArraySlice<UInt8> { head.path }
    var query: ArraySlice<UInt8> { head.query }
    var fields: HeaderFields { head.fields }

    /// The largest body read, in bytes: room for two dozen values of the largest size in Base64.
    static let bodyLimit = 2 << 20
}

/// Who is at the other end of a connection, as the operating system says.
struct Peer: Sendable {
    /// The address without its port; nothing on a unix socket.
    let address: String?
    /// The user that runs the process at the other end of a unix socket; nothing when it cannot be known.
    let userID: UInt32?
}
