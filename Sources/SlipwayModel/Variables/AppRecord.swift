/// An app as lists show it.
public struct AppRecord: Sendable, Hashable {
    public let name: AppName
    public let createdAt: Timestamp
    public let createdBy: String

    public init(name: AppName, createdAt: Timestamp, createdBy: String) {
        self.name = name
        self.createdAt = createdAt
        self.createdBy = createdBy
    }
}

/// An environment of an app as lists show it.
public struct EnvironmentRecord: Sendable, Hashable {
    public let name: EnvironmentName
    public let createdAt: Timestamp
    public let createdBy: String

    public init(name: EnvironmentName, createdAt: Timestamp, createdBy: String) {
        self.name = name
        self.createdAt = createdAt
        self.createdBy = createdBy
    }
}
