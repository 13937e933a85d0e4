/// `POST …/injections`: asks for the variables a process is to run with.
public struct InjectionRequest: Encodable, Sendable, Hashable {
    /// Only these; nothing means all.
    public let names: [String]?
    /// The process will run with masking switched off.
    public let unmasked: Bool

    public init(names: [String]? = nil, unmasked: Bool = false) {
        self.names = names
        self.unmasked = unmasked
    }

    public init(_ json: JSONValue) throws(JSONShapeError) {
        let object = try json.object("names", "unmasked")
        names = try object.optional("names")?.array().map { value throws(JSONShapeError) in try value.string() }
        unmasked = try object.optional("unmasked")?.boolean() ?? false
    }
}

/// The only answer that carries values of secrets.
public struct Injection: Codable, Sendable {
    public let app: String
    public let environment: String
    /// In order of name.
    public let variables: [Item]

    public init(app: String, environment: String, variables: [Item]) {
        self.app = app
        self.environment = environment
        self.variables = variables
    }

    public struct Item: Codable, Sendable {
        public let name: String
        public let kind: String
        public let version: Int64
        public let value: WireValue

        public init(name: String, kind: String, version: Int64, value: WireValue) {
            self.name = name
            self.kind = kind
            self.version = version
            self.value = value
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            kind = try container.decode(String.self, forKey: .kind)
            version = try container.decode(Int64.self, forKey: .version)
            value = try WireValue(from: container, text: .value, base64: .base64)
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(kind, forKey: .kind)
            try container.encode(version, forKey: .version)
            try value.encode(to: &container, text: .value, base64: .base64)
        }

        enum CodingKeys: String, CodingKey {
            case name, kind, version, value
            case base64 = "value_base64"
        }
    }
}

extension Injection: JSONWritable {
    public var sizeHint: Int { variables.reduce(128) { $0 + 80 + $1.name.utf8.count + $1.value.bytes.count } }

    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("app", app)
        writer.member("environment", environment)
        writer.name("variables")
        writer.beginArray()
        for item in variables {
            writer.beginObject()
            writer.member("name", item.name)
            writer.member("kind", item.kind)
            writer.member("version", ifPresent: item.version)
            item.value.write(to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }
}
