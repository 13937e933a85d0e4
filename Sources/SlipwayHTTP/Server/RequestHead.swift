import NIOHTTP1

/// What stands before the body of a request.
final class RequestHead: Sendable {
    let method: HTTPMethod
    /// What is asked for, as it was sent.
    private let target: [UInt8]
    /// Where in it the first `?` stands, or its end.
    private let pathEnd: Int
    let fields: HeaderFields
    /// HTTP/1.1, or else HTTP/1.0, which knows neither chunks nor interim answers.
    let isHTTP11: Bool
    /// The client will wait for another answer on this connection.
    let keepsAlive: Bool

    init(method: HTTPMethod, target: [UInt8], fields: HeaderFields, isHTTP11: Bool, keepsAlive: Bool) {
        self.method = method
        self.target = target
        pathEnd = target.firstIndex(of: UInt8(ascii: "?")) ?? target.count
        self.fields = fields
        self.isHTTP11 = isHTTP11
        self.keepsAlive = keepsAlive
    }

    /// What stands before the first `?`.
    var path: ArraySlice<UInt8> { target[..<pathEnd] }

    /// What stands behind it.
    var query: ArraySlice<UInt8> { target[pathEnd...].dropFirst() }
}
