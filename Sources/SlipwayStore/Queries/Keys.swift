public import SlipwayModel

extension Transaction {
    /// The row that says which master key the store wants; nothing in a new store.
    public func instance() throws -> InstanceRecord? {
        try run("SELECT identifier, master_key_id, scrypt_salt, audit_keys, created_at FROM instance").first.map {
            row in
            try InstanceRecord(
                identifier: row.blob(0),
                masterKeyID: row.text(1),
                scryptSalt: row.blob(2),
                auditKeys: row.blob(3),
                createdAt: Timestamp(milliseconds: row.integer(4))
            )
        }
    }

    public func insertInstance(_ record: InstanceRecord) throws {
        try run(
            """
            INSERT INTO instance (id, identifier, master_key_id, scrypt_salt, audit_keys, created_at)
            VALUES (1, \(record.identifier), \(record.masterKeyID), \(record.scryptSalt), \(record.auditKeys),
                \(record.createdAt.milliseconds))
            """
        )
    }

    public func updateInstance(masterKeyID: String, auditKeys: [UInt8]) throws {
        try run("UPDATE instance SET master_key_id = \(masterKeyID), audit_keys = \(auditKeys)")
    }

    public func dataKey(environmentID: Int64) throws -> [UInt8]? {
        try run("SELECT wrapped FROM data_keys WHERE environment_id = \(environmentID)").first?.blob(0)
    }

    public func putDataKey(_ wrapped: [UInt8], environmentID: Int64) throws {
        try run(
            """
            INSERT INTO data_keys (environment_id, wrapped) VALUES (\(environmentID), \(wrapped))
            ON CONFLICT (environment_id) DO UPDATE SET wrapped = excluded.wrapped
            """
        )
    }

    /// Every wrapped data key with the place it belongs to; global variables have an empty app and environment.
    public func dataKeys() throws -> [DataKeyRecord] {
        try run(
            """
            SELECT data_keys.environment_id, COALESCE(apps.name, ''), environments.name, data_keys.wrapped
            FROM data_keys JOIN environments ON environments.id = data_keys.environment_id
            LEFT JOIN apps ON apps.id = environments.app_id
            """
        ).map { row in
            try DataKeyRecord(
                environmentID: row.integer(0),
                app: row.text(1),
                environment: row.text(2),
                wrapped: row.blob(3)
            )
        }
    }

    /// What was last seen in `api_keys`.
    public func knownAPIKeys() throws -> [KnownAPIKey] {
        try run("SELECT hash, name, entry FROM known_api_keys").map { row in
            try KnownAPIKey(hash: row.blob(0), name: row.text(1), entry: row.text(2))
        }
    }

    public func putKnownAPIKey(_ key: KnownAPIKey) throws {
        try run(
            """
            INSERT INTO known_api_keys (hash, name, entry) VALUES (\(key.hash), \(key.name), \(key.entry))
            ON CONFLICT (hash) DO UPDATE SET name = excluded.name, entry = excluded.entry
            """
        )
    }

    public func deleteKnownAPIKey(hash: [UInt8]) throws {
        try run("DELETE FROM known_api_keys WHERE hash = \(hash)")
    }
}

public struct InstanceRecord: Sendable {
    /// 16 random bytes that tell this store from every other.
    public let identifier: [UInt8]
    public let masterKeyID: String
    public let scryptSalt: [UInt8]
    /// The audit trail's keys, wrapped by the master key.
    public let auditKeys: [UInt8]
    public let createdAt: Timestamp

    public init(
        identifier: [UInt8],
        masterKeyID: String,
        scryptSalt: [UInt8],
        auditKeys: [UInt8],
        createdAt: Timestamp
    ) {
        self.identifier = identifier
        self.masterKeyID = masterKeyID
        self.scryptSalt = scryptSalt
        self.auditKeys = auditKeys
        self.createdAt = createdAt
    }
}

public struct DataKeyRecord: Sendable {
    public let environmentID: Int64
    public let app: String
    public let environment: String
    public let wrapped: [UInt8]
}

public struct KnownAPIKey: Sendable, Hashable {
    public let hash: [UInt8]
    public let name: String
    /// What the entry permits, as one line of text: a change of it is audited.
    public let entry: String

    public init(hash: [UInt8], name: String, entry: String) {
        self.hash = hash
        self.name = name
        self.entry = entry
    }
}
