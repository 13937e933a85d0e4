/// Sees to it that no key stands twice in one object.
struct JSONKeys {
    /// Up to this many keys, comparing with each is faster than hashing.
    private static let few = 8

    private var set: Set<String> = []

    /// Says why `key` may not stand beside the members before it.
    ///
    /// Compared by `==`, which equal bytes imply: a decoder's dictionary holds canonically equivalent keys for one and
    /// would drop the first silently (U+212A, the Kelvin sign, is equivalent to the ASCII letter K).
    mutating func check(_ key: String, beside members: [JSONNode.Member]) -> JSONError.Reason? {
        if members.count < Self.few {
            return members.first { $0.key == key }.map { Self.reason(key, $0.key) }
        }
        if set.isEmpty { set = Set(members.map(\.key)) }
        let (inserted, known) = set.insert(key)
        return inserted ? nil : Self.reason(key, known)
    }

    private static func reason(_ key: String, _ known: String) -> JSONError.Reason {
        key.utf8.elementsEqual(known.utf8)
            ? .duplicateKey(EscapedKey.text(key)) : .equivalentKeys(EscapedKey.text(key))
    }
}
