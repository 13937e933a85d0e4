/// `GET /api/v1/apps`.
public struct AppList: Codable, Sendable, Hashable {
    public let apps: [Item]

    public init(apps: [Item]) { self.apps = apps }

    /// One app, or one environment of an app.
    public struct Item: Codable, Sendable, Hashable {
        public let name: String
        /// RFC 3339, UTC.
        public let createdAt: String
        public let createdBy: String

        public init(name: String, createdAt: String, createdBy: String) {
            self.name = name
            self.createdAt = createdAt
            self.createdBy = createdBy
        }

        enum CodingKeys: String, CodingKey {
            case name
            case createdAt = "created_at"
            case createdBy = "created_by"
        }
    }
}

/// `GET /api/v1/apps/{app}/environments`.
public struct EnvironmentList: Codable, Sendable, Hashable {
    public let app: String
    public let environments: [AppList.Item]

    public init(app: String, environments: [AppList.Item]) {
        self.app = app
        self.environments = environments
    }
}

/// `POST /api/v1/apps` and `POST /api/v1/apps/{app}/environments`.
public struct CreateRequest: Codable, Sendable, Hashable {
    public let name: String

    public init(name: String) { self.name = name }

    public init(_ json: JSONValue) throws(JSONShapeError) {
        name = try json.object("name").required("name").string()
    }
}
