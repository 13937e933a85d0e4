import HTTPTypes
import Hummingbird
import SlipwayModel
import SlipwayServices
import SlipwayWire

/// One request to the API, with everything an endpoint may ask of it already checked.
struct APIRequest {
    let request: Request
    let context: SlipwayRequestContext

    /// Who asks.
    ///
    /// An endpoint that was reached without authentication gets no caller, whatever it does.
    func caller() throws -> Caller {
        guard let identity = context.identity else {
            throw SlipwayError(.unauthenticated, "no API key was given")
        }
        return Caller(identity: identity, origin: context.origin)
    }

    func app() throws -> AppName { try AppName(parameter("app")) }

    func environment() throws -> EnvironmentName { try EnvironmentName(parameter("environment")) }

    func variableName() throws -> VariableName { try VariableName(parameter("name")) }

    /// The environment in the path, or the global scope on paths that have none.
    func scope() throws -> Scope {
        guard context.parameters.get("app") != nil else { return .global }
        return .environment(try app(), try environment())
    }

    /// The body as JSON.
    func body<T: Decodable>(_ type: T.Type) async throws -> T {
        try await JSONAnswer.body(type, of: request, limit: context.maxUploadSize)
    }

    /// The query's parameters, each at most once and only those in `names`.
    func query(_ names: Set<String>) throws -> [String: String] {
        var values: [String: String] = [:]
        for (name, value) in request.uri.queryParameters {
            let name = String(name)
            guard names.contains(name) else {
                throw SlipwayError(
                    .invalidRequest,
                    names.isEmpty
                        ? "this path takes no query parameters"
                        : "unknown query parameter; this path takes \(names.sorted().joined(separator: ", "))"
                )
            }
            guard values.updateValue(String(value), forKey: name) == nil else {
                throw SlipwayError(.invalidRequest, "the query parameter \(name) is given twice")
            }
        }
        return values
    }

    /// The version in `If-Match`, written `"3"`.
    func ifMatch() throws -> Int64? {
        let fields = request.headers[values: .ifMatch]
        guard let field = fields.first else { return nil }
        guard fields.count == 1, let version = Int64(field.filter { $0 != "\"" }), version >= 0 else {
            throw SlipwayError(.invalidRequest, "If-Match takes one version number, such as \"3\"")
        }
        return version
    }

    private func parameter(_ name: String) throws -> String {
        guard let value = context.parameters.get(name) else { throw SlipwayError(.routeNotFound, "not found") }
        return value
    }
}
