import NIOHTTP1

/// What stands before the body of a request.
final class RequestHead: Sendable {
    let method: HTTPMethod
    /// The path as it was sent, up to the first `?`.
    let path: String
    /// What stands behind the first `?`.
    let query: String
    let fields: HeaderFields
    /// HTTP/1.1, or else HTTP/1.0, which knows neither chunks nor interim answers.
    let isHTTP11: Bool
    /// The client will wait for another answer on this connection.
    let keepsAlive: Bool

    init(method: HTTPMethod, target: some Collection<UInt8>, fields: HeaderFields, isHTTP11: Bool, keepsAlive: Bool) {
        self.method = method
        let mark = target.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        path = String(decoding: target[..<mark], as: UTF8.self)
        query = String(decoding: target[mark...].dropFirst(), as: UTF8.self)
        self.fields = fields
        self.isHTTP11 = isHTTP11
        self.keepsAlive = keepsAlive
    }
}
