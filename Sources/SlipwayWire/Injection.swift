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

/// The only answer that carries values of secrets, as a client reads it.
public struct Injection: Sendable {
    public let app: String
    public let environment: String
    /// In order of name.
    public let variables: [Item]

    /// Reads an answer; fields that this version does not know are passed over.
    public init(_ json: JSONValue) throws(JSONShapeError) {
        let object = try json.openObject()
        app = try object.required("app").string()
        environment = try object.required("environment").string()
        variables = try object.required("variables").array().map(Item.init)
    }

    public struct Item: Sendable {
        public let name: String
        public let kind: String
        public let version: Int64
        public let value: WireValue

        init(_ json: JSONValue) throws(JSONShapeError) {
            let object = try json.openObject()
            name = try object.required("name").string()
            kind = try object.required("kind").string()
            version = try object.required("version").integer()
            value = try WireValue(object)
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
