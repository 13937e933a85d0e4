/// One API key as the server knows it: never the key, only its SHA-256.
public struct APIKeyEntry: Sendable, Hashable {
    /// SHA-256 of the key, 32 bytes.
    public let hash: [UInt8]
    public let name: String
    public let role: Role
    public let reach: Reach
    public let grants: Set<Permission>
    public let expires: Timestamp?

    public init(hash: [UInt8], name: String, role: Role, reach: Reach, grants: Set<Permission>, expires: Timestamp?) {
        self.hash = hash
        self.name = name
        self.role = role
        self.reach = reach
        self.grants = grants
        self.expires = expires
    }

    public var identity: Identity {
        Identity(actor: "\(name)@slipway", role: role, reach: reach, grants: grants, key: hash)
    }

    public func isExpired(at now: Timestamp) -> Bool { expires.map { $0 <= now } ?? false }
}
