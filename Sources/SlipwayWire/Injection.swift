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
        names = try object.optional("names")?.strings()
        unmasked = try object.optional("unmasked")?.boolean() ?? false
    }
}

/// The only answer that carries values of secrets.
public struct Injection: Encodable, Sendable {
    public let app: String
    public let environment: String
    /// In order of name.
    public let variables: [Item]

    public init(app: String, environment: String, variables: [Item]) {
        self.app = app
        self.environment = environment
        self.variables = variables
    }

    /// Reads an answer; fields that this version does not know are passed over.
    public init(_ json: JSONValue) throws(JSONShapeError) {
        let object = try json.openObject()
        app = try object.required("app").string()
        environment = try object.required("environment").string()
        variables = try object.required("variables").array().map(Item.init)
    }

    public struct Item: Encodable, Sendable {
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

        init(_ json: JSONValue) throws(JSONShapeError) {
            let object = try json.openObject()
            name = try object.required("name").string()
            kind = try object.required("kind").string()
            version = try object.required("version").integer()
            value = try WireValue(object)
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

extension InjectionRequest: JSONWritable {
    public var sizeHint: Int { (names ?? []).reduce(64) { $0 + 3 + $1.utf8.count } }

    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        if let names {
            writer.name("names")
            writer.beginArray()
            for name in names { writer.string(name) }
            writer.endArray()
        }
        writer.name("unmasked")
        writer.boolean(unmasked)
        writer.endObject()
    }
}
