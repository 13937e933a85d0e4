import NIOHTTP1

/// One route of the server.
///
/// The table of all of them is what the router, the OpenAPI test and the permission test share.
final class APIRoute: Sendable {
    let method: HTTPMethod
    /// As in OpenAPI: `/api/v1/apps/{app}/environments`.
    let path: String
    /// The names its query may have; a request with any other is refused before the handler runs.
    let query: Set<String>
    /// Anyone may ask; such a route gets no caller.
    let isPublic: Bool
    let handler: @Sendable (APIRequest) async throws -> Response

    init(
        _ method: HTTPMethod,
        _ path: String,
        query: Set<String> = [],
        isPublic: Bool = false,
        _ handler: @escaping @Sendable (APIRequest) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.isPublic = isPublic
        self.handler = handler
    }
}
