/// `GET /api/v1/keys`.
public struct KeyStatusBody: Codable, Sendable, Hashable {
    public let masterKeyID: String
    public let source: String
    public let dataKeys: Int
    public let createdAt: String
    public let auditPublicKey: String

    public init(masterKeyID: String, source: String, dataKeys: Int, createdAt: String, auditPublicKey: String) {
        self.masterKeyID = masterKeyID
        self.source = source
        self.dataKeys = dataKeys
        self.createdAt = createdAt
        self.auditPublicKey = auditPublicKey
    }

    enum CodingKeys: String, CodingKey {
        case source
        case masterKeyID = "master_key_id"
        case dataKeys = "data_keys"
        case createdAt = "created_at"
        case auditPublicKey = "audit_public_key"
    }
}

/// `POST /api/v1/keys/rotations`.
public struct KeyRotationBody: Codable, Sendable, Hashable {
    public let from: String
    public let to: String
    public let dataKeys: Int
    public let advice: String

    public init(from: String, to: String, dataKeys: Int, advice: String) {
        self.from = from
        self.to = to
        self.dataKeys = dataKeys
        self.advice = advice
    }

    enum CodingKeys: String, CodingKey {
        case from, to, advice
        case dataKeys = "data_keys"
    }
}

/// `GET /api/v1/whoami` and `POST /api/v1/login`.
public struct IdentityBody: Codable, Sendable, Hashable {
    public let actor: String
    public let role: String
    /// Nothing when not narrowed.
    public let apps: [String]?
    public let environments: [String]?
    public let grants: [String]

    public init(actor: String, role: String, apps: [String]?, environments: [String]?, grants: [String]) {
        self.actor = actor
        self.role = role
        self.apps = apps
        self.environments = environments
        self.grants = grants
    }
}
