public import SlipwayWire

/// What a set of variables belongs to, as a path of the API.
public enum VariablePath: Sendable, Hashable {
    case secrets(app: String, environment: String)
    case variables(app: String, environment: String)
    case globalVariables

    var path: String {
        switch self {
        case .secrets(let app, let environment): SlipwayClient.path(app, environment) + "/secrets"
        case .variables(let app, let environment): SlipwayClient.path(app, environment) + "/variables"
        case .globalVariables: "/api/v1/variables"
        }
    }
}

/// Which entries of the audit trail are asked for.
public struct AuditQuery: Sendable {
    public var app: String?
    public var environment: String?
    public var since: String?
    public var user: String?
    public var action: String?
    public var name: String?
    public var secretsOnly = false
    public var before: Int64?
    public var limit: Int?

    public init() {}

    var path: String {
        let base = app.map { "/api/v1/apps/\(Endpoint.percentEncode($0))/audit" } ?? "/api/v1/audit"
        let parameters: [(String, String?)] = [
            ("environment", environment), ("since", since), ("user", user), ("action", action), ("name", name),
            ("subject", secretsOnly ? "secret" : nil), ("before", before.map { String($0) }),
            ("limit", limit.map { String($0) }),
        ]
        let query = parameters.compactMap { name, value in value.map { "\(name)=\(Endpoint.percentEncode($0))" } }
        return query.isEmpty ? base : base + "?" + query.joined(separator: "&")
    }
}

extension SlipwayClient {
    public func whoami() async throws -> IdentityBody { try await get("/api/v1/whoami") }

    public func login() async throws -> IdentityBody {
        try await send(.post, "/api/v1/login", Optional<CreateRequest>.none)
    }

    public func apps() async throws -> AppList { try await get("/api/v1/apps") }

    public func createApp(_ name: String) async throws {
        let _: CreateRequest = try await send(.post, "/api/v1/apps", CreateRequest(name: name))
    }

    public func environments(of app: String) async throws -> EnvironmentList {
        try await get("/api/v1/apps/\(Endpoint.percentEncode(app))/environments")
    }

    public func createEnvironment(_ name: String, of app: String) async throws {
        let path = "/api/v1/apps/\(Endpoint.percentEncode(app))/environments"
        let _: CreateRequest = try await send(.post, path, CreateRequest(name: name))
    }

    public func list(_ variables: VariablePath) async throws -> VariableList { try await get(variables.path) }

    public func set(_ items: [SetRequest.Item], in variables: VariablePath) async throws -> VariableList {
        try await send(.patch, variables.path, SetRequest(variables: items))
    }

    public func unset(_ name: String, ifVersion: Int64? = nil, in variables: VariablePath) async throws {
        let path = variables.path + "/" + Endpoint.percentEncode(name)
        try await sendWithoutAnswer(.delete, path, ifMatch: ifVersion)
    }

    /// The values a process is to run with.
    ///
    /// The only call that returns values of secrets.
    public func inject(
        app: String,
        environment: String,
        names: [String]? = nil,
        isUnmasked: Bool = false
    ) async throws -> Injection {
        let request = InjectionRequest(names: names, unmasked: isUnmasked)
        let path = Self.path(app, environment) + "/injections"
        return try await send(.post, path, writing: request, reading: Injection.init)
    }

    public func audit(_ query: AuditQuery) async throws -> AuditList { try await get(query.path) }

    public func verifyAudit() async throws -> AuditVerification { try await get("/api/v1/audit/verification") }

    /// The whole trail as newline-delimited JSON, piece by piece.
    public func exportAudit(_ body: ([UInt8]) throws -> Void) async throws {
        try await stream(.post, "/api/v1/audit/exports", body)
    }

    public func keyStatus() async throws -> KeyStatusBody { try await get("/api/v1/keys") }

    public func rotateMasterKey() async throws -> KeyRotationBody {
        try await send(.post, "/api/v1/keys/rotations", Optional<CreateRequest>.none)
    }

    static func path(_ app: String, _ environment: String) -> String {
        "/api/v1/apps/\(Endpoint.percentEncode(app))/environments/\(Endpoint.percentEncode(environment))"
    }
}
