/// The keys seen so far in one object.
struct JSONKeys {
    /// Up to this many keys, comparing with each is faster than hashing.
    private static let few = 8

    private var list: [String] = []
    private var set: Set<String> = []

    /// Remembers `key`, or says why it may not stand beside those before it.
    ///
    /// Compared by `==`, which equal bytes imply: a decoder's dictionary holds canonically equivalent keys for one and
    /// would drop the first silently (U+212A, the Kelvin sign, is equivalent to the ASCII letter K).
    mutating func add(_ key: String) -> JSONError.Reason? {
        if list.count < Self.few {
            if let known = list.first(where: { $0 == key }) { return Self.reason(key, known) }
            list.append(key)
            return nil
        }
        if set.isEmpty { set = Set(list) }
        let (inserted, known) = set.insert(key)
        return inserted ? nil : Self.reason(key, known)
    }

    private static func reason(_ key: String, _ known: String) -> JSONError.Reason {
        key.utf8.elementsEqual(known.utf8)
            ? .duplicateKey(EscapedKey.text(key)) : .equivalentKeys(EscapedKey.text(key))
    }
}
