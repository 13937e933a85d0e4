/// `PATCH …/secrets` and `PATCH …/variables`: sets all of them, or none.
public struct SetRequest: Encodable, Sendable {
    public let variables: [Item]

    public init(variables: [Item]) { self.variables = variables }

    public init(_ json: JSONValue) throws(JSONShapeError) {
        variables = try json.object("variables").required("variables").array().map(Item.init)
    }

    public struct Item: Encodable, Sendable {
        public let name: String
        public let value: WireValue
        /// The version this replaces; 0 when there must be none.
        public let ifVersion: Int64?
        public let allowEmpty: Bool

        public init(name: String, value: WireValue, ifVersion: Int64? = nil, allowEmpty: Bool = false) {
            self.name = name
            self.value = value
            self.ifVersion = ifVersion
            self.allowEmpty = allowEmpty
        }

        public init(_ json: JSONValue) throws(JSONShapeError) {
            let object = try json.object("name", "value", "value_base64", "if_version", "allow_empty")
            name = try object.required("name").string()
            value = try WireValue(object)
            ifVersion = try object.optional("if_version")?.integer()
            allowEmpty = try object.optional("allow_empty")?.boolean() ?? false
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try value.encode(to: &container, text: .value, base64: .base64)
            try container.encodeIfPresent(ifVersion, forKey: .ifVersion)
            if allowEmpty { try container.encode(true, forKey: .allowEmpty) }
        }

        enum CodingKeys: String, CodingKey {
            case name, value
            case base64 = "value_base64"
            case ifVersion = "if_version"
            case allowEmpty = "allow_empty"
        }
    }
}

/// `GET …/secrets`, `GET …/variables`, and the answer to a set.
///
/// Secrets have no value here, whoever asks.
public struct VariableList: Codable, Sendable {
    /// Nothing for global variables.
    public let app: String?
    public let environment: String?
    public let variables: [Item]

    public init(app: String?, environment: String?, variables: [Item]) {
        self.app = app
        self.environment = environment
        self.variables = variables
    }

    public struct Item: Codable, Sendable {
        public let name: String
        /// `plain` or `secret`.
        public let kind: String
        /// Nothing when the caller may set but not view.
        public let version: Int64?
        public let updatedAt: String
        public let updatedBy: String
        /// Only for plain variables; nothing when the stored value is damaged.
        public let value: WireValue?

        public init(
            name: String,
            kind: String,
            version: Int64?,
            updatedAt: String,
            updatedBy: String,
            value: WireValue?
        ) {
            self.name = name
            self.kind = kind
            self.version = version
            self.updatedAt = updatedAt
            self.updatedBy = updatedBy
            self.value = value
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            kind = try container.decode(String.self, forKey: .kind)
            version = try container.decodeIfPresent(Int64.self, forKey: .version)
            updatedAt = try container.decode(String.self, forKey: .updatedAt)
            updatedBy = try container.decode(String.self, forKey: .updatedBy)
            let hasValue = container.contains(.value) || container.contains(.base64)
            value = hasValue ? try WireValue(from: container, text: .value, base64: .base64) : nil
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(kind, forKey: .kind)
            try container.encodeIfPresent(version, forKey: .version)
            try container.encode(updatedAt, forKey: .updatedAt)
            try container.encode(updatedBy, forKey: .updatedBy)
            try value?.encode(to: &container, text: .value, base64: .base64)
        }

        enum CodingKeys: String, CodingKey {
            case name, kind, version, value
            case base64 = "value_base64"
            case updatedAt = "updated_at"
            case updatedBy = "updated_by"
        }
    }
}

extension VariableList: JSONWritable {
    public var sizeHint: Int { variables.reduce(128) { $0 + 160 + $1.name.utf8.count + ($1.value?.bytes.count ?? 0) } }

    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("app", ifPresent: app)
        writer.member("environment", ifPresent: environment)
        writer.name("variables")
        writer.beginArray()
        for item in variables {
            writer.beginObject()
            writer.member("name", item.name)
            writer.member("kind", item.kind)
            writer.member("version", ifPresent: item.version)
            writer.member("updated_at", item.updatedAt)
            writer.member("updated_by", item.updatedBy)
            item.value?.write(to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }
}
