/// One API key as the operator's configuration lists it.
public struct APIKeyEntry: Sendable, Hashable {
    /// SHA-256 of the key, 32 bytes.
    public let hash: [UInt8]
    public let name: String
    /// Who comes with the key.
    public let identity: Identity
    public let expires: Timestamp?

    public init(hash: [UInt8], name: String, role: Role, reach: Reach, grants: Set<Permission>, expires: Timestamp?) {
        self.hash = hash
        self.name = name
        identity = Identity(actor: "\(name)@slipway", role: role, reach: reach, grants: grants, key: hash)
        self.expires = expires
    }

    public func isExpired(at now: Timestamp) -> Bool { expires.map { $0 <= now } ?? false }
}
