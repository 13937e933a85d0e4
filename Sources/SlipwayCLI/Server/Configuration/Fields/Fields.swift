import SlipwayWire

/// A part of the configuration that is more than one word or number.
protocol Setting {
    /// Throws ``FieldProblem`` or `JSONShapeError`.
    init(_ json: JSONValue) throws
}

/// The fields of one object of the configuration, read strictly: no unknown ones, and `null` is not "left out".
///
/// The constraints stand on the extension and not on the type: those of a generic type are looked up as the program runs,
/// by going through all conformances there are (docs/performance.md).
struct Fields<Key> {
    private let object: JSONValue
    private let members: [(name: String, value: JSONValue)]
}

extension Fields where Key: RawRepresentable<String> & CaseIterable {
    init(_ json: JSONValue) throws {
        object = json
        members = try json.openObject().members
        for (name, _) in members where !Key.allCases.contains(where: { Self.isSame($0.rawValue, name) }) {
            throw FieldProblem(
                unknownField: name,
                path: json.path.member(name),
                among: Key.allCases.map(\.rawValue)
            )
        }
    }

    subscript(key: Key) -> JSONValue? { members.first { Self.isSame($0.name, key.rawValue) }?.value }

    func has(_ key: Key) -> Bool { self[key] != nil }

    func required(_ key: Key) throws -> JSONValue {
        guard let value = self[key] else { throw object.failure(.missing(key.rawValue)) }
        return value
    }

    func setting<T: Setting>(_ key: Key, _ type: T.Type = T.self) throws -> T? { try self[key].map(T.init) }

    func requiredText<T: ConfigurationText>(_ key: Key, _ type: T.Type = T.self) throws -> T {
        try T.read(required(key))
    }

    func text<T: ConfigurationText>(_ key: Key, _ type: T.Type = T.self) throws -> T? { try self[key].map(T.read) }

    func texts<T: ConfigurationText>(_ key: Key, _ type: T.Type = T.self) throws -> [T]? {
        try self[key]?.array().map(T.read)
    }

    /// A list that narrows something, so that an empty one would be taken for "all" by one reader and "none" by another.
    func nonEmpty<T: ConfigurationText>(_ key: Key, _ type: T.Type = T.self) throws -> [T]? {
        let list = try texts(key, type)
        guard list?.isEmpty != true else {
            throw problem(key, allowed: "at least one name; leave \"\(key.rawValue)\" out to mean every one")
        }
        return list
    }

    func number(_ key: Key, in range: ClosedRange<Int>) throws -> Int? {
        guard let value = self[key] else { return nil }
        guard let number = try? value.integer(), let number = Int(exactly: number), range.contains(number) else {
            throw problem(key, allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func problem(_ key: Key, allowed: String) -> FieldProblem {
        FieldProblem(path: object.path.member(key.rawValue), allowed: allowed)
    }

    /// By their bytes: Swift holds some names for the same that are written differently.
    private static func isSame(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
}
