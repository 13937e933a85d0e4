import SlipwayModel
import SlipwayWire

/// One element of `api_keys`.
struct APIKeySetting: Sendable, Equatable {
    /// SHA-256 of the key, 32 bytes.
    let hash: [UInt8]
    let name: KeyName
    var description: String?
    var role = Role.viewer
    /// Nothing means every app.
    var apps: [AppName]?
    /// Nothing means every environment.
    var environments: [EnvironmentName]?
    var grants: [Permission] = []
    var expires: UTCTime?
    var created: UTCTime?
    var createdBy: String?

    var entry: APIKeyEntry {
        APIKeyEntry(
            hash: hash,
            name: name.text,
            role: role,
            reach: Reach(apps: apps.map { Set($0) }, environments: environments.map { Set($0) }),
            grants: Set(grants),
            expires: expires?.timestamp
        )
    }
}

extension APIKeySetting: Setting {
    enum Field: String, CaseIterable {
        case hash = "hashed_key"
        case name
        case description
        case role
        case apps
        case environments
        case grants
        case expires = "expires_at"
        case created = "created_at"
        case createdBy = "created_by"
    }

    init(_ json: JSONValue) throws {
        let fields = try Fields<Field>(json)
        let hash = try fields.requiredText(.hash, KeyHash.self)
        self.init(hash: hash.bytes, name: try fields.text(.name) ?? KeyName(of: hash))
        description = try fields.shortText(.description)
        role = try fields.text(.role) ?? role
        apps = try fields.nonEmpty(.apps)
        environments = try fields.nonEmpty(.environments)
        grants = try fields.texts(.grants) ?? []
        expires = try fields.text(.expires)
        created = try fields.text(.created)
        createdBy = try fields.shortText(.createdBy)
    }
}

extension Fields<APIKeySetting.Field> {
    fileprivate func shortText(_ key: APIKeySetting.Field) throws -> String? {
        guard let text = try self[key]?.string() else { return nil }
        guard text.utf8.count <= 1024 else { throw problem(key, allowed: "at most 1024 bytes") }
        return text
    }
}
