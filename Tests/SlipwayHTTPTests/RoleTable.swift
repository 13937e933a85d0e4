import HTTPTypes
import Testing

/// One line of the permission table: a request, and the status each client gets.
struct RoleCase: Sendable, CustomTestStringConvertible {
    let method: HTTPRequest.Method
    /// As the route has it.
    let path: String
    let body: String?
    let expected: [(client: Requester, status: Int)]

    init(_ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, _ statuses: Int...) {
        self.method = method
        self.path = path
        self.body = body
        // Without a valid key there is one answer only.
        expected = Array(zip(Requester.allCases, statuses + [401, 401]))
    }

    /// The path with the fixture's names in it.
    var uri: String {
        path.replacing("{app}", with: "myapp").replacing("{environment}", with: "production")
            .replacing("{name}", with: path.contains("secrets") ? "SECRET" : path.contains("apps") ? "PLAIN" : "GLOBAL")
    }

    var testDescription: String { "\(method.rawValue) \(path)" }
}

/// Every route and every client, written out by hand.
///
/// A status of 404 hides what the client may not know of.
enum RoleTable {
    private static let environment = "/api/v1/apps/{app}/environments/{environment}"
    private static let set = #"{"variables":[{"name":"NEW","value":"new-value"}]}"#

    // The columns: owner, admin, developer, viewer, narrow (admin of myapp in production), user (viewer with secrets.use).
    static let cases: [RoleCase] = [
        RoleCase(.get, "/api/v1/whoami", nil, 200, 200, 200, 200, 200, 200),
        RoleCase(.post, "/api/v1/login", nil, 200, 200, 200, 200, 200, 200),

        RoleCase(.get, "/api/v1/apps", nil, 200, 200, 200, 200, 200, 200),
        RoleCase(.post, "/api/v1/apps", #"{"name":"new"}"#, 201, 201, 201, 403, 404, 403),
        RoleCase(.get, "/api/v1/apps/{app}/environments", nil, 200, 200, 200, 200, 200, 200),
        RoleCase(.post, "/api/v1/apps/{app}/environments", #"{"name":"new"}"#, 201, 201, 201, 403, 404, 403),

        RoleCase(.get, "\(environment)/secrets", nil, 200, 200, 403, 403, 200, 403),
        RoleCase(.patch, "\(environment)/secrets", set, 200, 200, 403, 403, 200, 403),
        RoleCase(.delete, "\(environment)/secrets/{name}", nil, 204, 204, 403, 403, 204, 403),

        RoleCase(.get, "\(environment)/variables", nil, 200, 200, 200, 200, 200, 200),
        RoleCase(.patch, "\(environment)/variables", set, 200, 200, 200, 403, 200, 403),
        RoleCase(.delete, "\(environment)/variables/{name}", nil, 204, 204, 204, 403, 204, 403),

        RoleCase(.get, "/api/v1/variables", nil, 200, 200, 200, 200, 403, 200),
        RoleCase(.patch, "/api/v1/variables", set, 200, 200, 200, 403, 403, 403),
        RoleCase(.delete, "/api/v1/variables/{name}", nil, 204, 204, 204, 403, 403, 403),

        RoleCase(.post, "\(environment)/injections", "{}", 200, 200, 403, 403, 200, 200),
        RoleCase(.post, "\(environment)/injections", #"{"names":["SECRET"]}"#, 200, 200, 403, 403, 200, 200),
        RoleCase(.post, "\(environment)/injections", #"{"unmasked":true}"#, 200, 403, 403, 403, 403, 403),

        RoleCase(.get, "/api/v1/audit", nil, 200, 200, 403, 403, 403, 403),
        RoleCase(.get, "/api/v1/apps/{app}/audit", nil, 200, 200, 403, 403, 200, 403),
        RoleCase(.get, "/api/v1/audit/verification", nil, 200, 200, 403, 403, 403, 403),
        RoleCase(.post, "/api/v1/audit/exports", nil, 200, 200, 403, 403, 403, 403),

        RoleCase(.get, "/api/v1/keys", nil, 200, 200, 403, 403, 403, 403),
        RoleCase(.post, "/api/v1/keys/rotations", nil, 200, 403, 403, 403, 403, 403),
    ]
}
