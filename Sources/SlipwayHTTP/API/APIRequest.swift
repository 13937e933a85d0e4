import NIOCore
import SlipwayModel
import SlipwayServices
import SlipwayWire

/// One request to the API, with everything an endpoint may ask of it already checked.
final class APIRequest: Sendable {
    private let request: Request
    private let match: Router.Match
    private let identified: Caller?
    /// The query's parameters: each at most once, and only those the route knows.
    let query: [String: String]

    init(_ request: Request, match: Router.Match, caller: Caller?) throws {
        self.request = request
        self.match = match
        identified = caller
        query = match.route.isPublic ? [:] : try Self.query(request.query, match.route.query)
    }

    /// Who asks.
    ///
    /// An endpoint that was reached without authentication gets no caller, whatever it does.
    func caller() throws -> Caller {
        guard let identified else { throw SlipwayError(.unauthenticated, "no API key was given") }
        return identified
    }

    func app() throws -> AppName { try AppName(parameter("app")) }

    /// The app in the path, or nothing on paths that have none.
    func appIfNamed() throws -> AppName? { try match.parameter("app").map { try AppName($0) } }

    func environment() throws -> EnvironmentName { try EnvironmentName(parameter("environment")) }

    func variableName() throws -> VariableName { try VariableName(parameter("name")) }

    /// The environment in the path, or the global scope on paths that have none.
    func scope() throws -> Scope {
        guard match.parameter("app") != nil else { return .global }
        return .environment(try app(), try environment())
    }

    /// The body, read as one JSON document, strictly: no unknown, missing or doubled field, no wrong type, UTF-8 only.
    func body<T>(_ read: (JSONValue) throws -> T) async throws -> T {
        let type = try request.fields.one("content-type")?.prefix { $0 != UInt8(ascii: ";") }
        guard let type, type.isEqual("application/json") else {
            throw SlipwayError(.invalidRequest, "the body must be sent as Content-Type: application/json")
        }
        // Most bodies are here, and a call that may wait costs a frame.
        let here = try request.body.received(upTo: Request.bodyLimit)
        let bytes = if let here { here } else { try await request.body.collect(upTo: Request.bodyLimit) }
        return try bytes.withUnsafeReadableBytes { try JSONValue.read($0, read) }
    }

    /// The version in `If-Match`, written `"3"`.
    func ifMatch() throws -> Int64? {
        guard let field = try request.fields.one("if-match") else { return nil }
        let digits = field.filter { $0 != UInt8(ascii: "\"") }
        guard let version = Int64(String(decoding: digits, as: UTF8.self)), version >= 0 else {
            throw SlipwayError(.invalidRequest, "If-Match takes one version number, such as \"3\"")
        }
        return version
    }

    private func parameter(_ name: String) throws -> String {
        guard let value = match.parameter(name) else { throw SlipwayError(.routeNotFound, "not found") }
        return value
    }

    private static func query(_ text: ArraySlice<UInt8>, _ names: Set<String>) throws -> [String: String] {
        guard !text.isEmpty else { return [:] }
        var values: [String: String] = [:]
        for pair in text.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0].withUnsafeBytes(PercentEncoding.decoded)
            guard let name, names.contains(name) else {
                throw SlipwayError(
                    .invalidRequest,
                    names.isEmpty
                        ? "this path takes no query parameters"
                        : "unknown query parameter; this path takes \(names.sorted().joined(separator: ", "))"
                )
            }
            guard let value = (parts.count == 2 ? parts[1] : []).withUnsafeBytes(PercentEncoding.decoded) else {
                throw SlipwayError(.invalidRequest, "the query parameter \(name) is not percent-encoded UTF-8")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw SlipwayError(.invalidRequest, "the query parameter \(name) is given twice")
            }
        }
        return values
    }
}
