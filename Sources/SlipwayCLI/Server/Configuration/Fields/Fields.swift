import SlipwayWire

/// The fields of one object of the configuration, read strictly: no unknown ones, and `null` is not "left out".
struct Fields<Key: CodingKey & CaseIterable & Equatable> {
    private let container: KeyedDecodingContainer<Key>

    init(_ decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(Key.self)
        container = try decoder.container(keyedBy: Key.self)
    }

    func has(_ key: Key) -> Bool { container.contains(key) }

    func required<T: Decodable>(_ key: Key, _ type: T.Type) throws -> T {
        try container.decode(T.self, forKey: key)
    }

    func optional<T: Decodable>(_ key: Key, _ type: T.Type) throws -> T? {
        has(key) ? try required(key, type) : nil
    }

    func text<T: ConfigurationText>(_ key: Key, _ type: T.Type = T.self) throws -> T? {
        try optional(key, TextField<T>.self)?.value
    }

    func texts<T: ConfigurationText>(_ key: Key, _ type: T.Type = T.self) throws -> [T]? {
        try optional(key, [TextField<T>].self)?.map(\.value)
    }

    /// A list that narrows something, so that an empty one would be taken for "all" by one reader and "none" by another.
    func nonEmpty<T: ConfigurationText>(_ key: Key, _ type: T.Type = T.self) throws -> [T]? {
        let list = try texts(key, type)
        guard list?.isEmpty != true else {
            throw problem(key, allowed: "at least one name; leave \"\(key.stringValue)\" out to mean every one")
        }
        return list
    }

    func number(_ key: Key, in range: ClosedRange<Int>) throws -> Int? {
        guard has(key) else { return nil }
        // Foundation leaves the key out of the path of its error for a number that no Int can hold.
        guard let number = try? required(key, Int.self), range.contains(number) else {
            throw problem(key, allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func problem(_ key: Key, allowed: String) -> FieldProblem {
        FieldProblem(path: JSONPath(codingPath: container.codingPath + [key]), allowed: allowed)
    }
}
