import HTTPTypes
import Hummingbird

/// One route of the API.
///
/// The table of all of them is what the router, the OpenAPI test and the permission test share.
struct APIRoute: Sendable {
    let method: HTTPRequest.Method
    /// As in OpenAPI: `/api/v1/apps/{app}/environments`.
    let path: String
    /// The names its query may have; a request with any other is refused before the handler runs.
    let query: Set<String>
    let handler: @Sendable (APIRequest) async throws -> Response

    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        query: Set<String> = [],
        _ handler: @escaping @Sendable (APIRequest) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.handler = handler
    }
}
