import NIOCore
import NIOHTTP1
import SlipwayModel

/// One request as it came in.
struct Request: Sendable {
    let method: HTTPMethod
    /// The path as it was sent, up to the first `?`.
    let path: Substring
    /// What stands behind the first `?`.
    let query: Substring
    let headers: HTTPHeaders
    let body: IncomingBody
    let peer: Peer
    /// In each line of the log and in each answer.
    let id: String

    init(head: HTTPRequestHead, body: IncomingBody, peer: Peer, id: String = RequestID.next()) {
        method = head.method
        let mark = head.uri.utf8.firstIndex(of: UInt8(ascii: "?"))
        path = head.uri[..<(mark ?? head.uri.endIndex)]
        query = mark.map { head.uri[head.uri.index(after: $0)...] } ?? ""
        headers = head.headers
        self.body = body
        self.peer = peer
        self.id = id
    }

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
