import SlipwayModel

/// What was used last, packed as bytes, up to a number of them.
///
/// It is made of rings with a lock each, so that little waits when one of them makes its index larger. Whoever loads a value
/// takes a ``Ticket`` first: what was removed meanwhile is not brought back.
final class PackedCache: Sendable {
    typealias Key = PackedRing.Key

    /// Taken before a value is loaded; tells whether its key was removed since.
    struct Ticket: Sendable { fileprivate let removals: UInt64 }

    private struct Part: ~Copyable {
        var ring: PackedRing
        /// Counts removals; one spoils those loads that lie in its part.
        var removals: UInt64 = 0
    }

    /// Up to twice as many are in one part; what is larger than half a part is not kept.
    private static let partBytes = 4 << 20

    private let parts: [Guarded<Part>]

    /// - Parameter byteLimit: about how much memory it takes at most, indexes included: they take a sixteenth with entries
    ///   of a hundred bytes, and more with smaller ones.
    init(byteLimit: Int) {
        let count = max(1, byteLimit / Self.partBytes)
        parts = (0..<count).map { _ in Guarded(Part(ring: PackedRing(capacity: byteLimit / count * 15 / 16))) }
    }

    /// Lends what is kept under a key; nothing when nothing is.
    func withValue<R, E: Error>(_ key: Key, _ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R? {
        let (part, hash) = place(of: key)
        return try part.withLock { part throws(E) in try part.ring.withValue(key, hash: hash, body) }
    }

    func ticket(for key: Key) -> Ticket { place(of: key).part.withLock { Ticket(removals: $0.removals) } }

    /// Keeps a value, unless its key was removed since the ticket was taken.
    func insert(_ value: [UInt8], for key: Key, _ ticket: Ticket) {
        let (part, hash) = place(of: key)
        part.withLock { part in
            guard part.removals == ticket.removals else { return }
            value.withUnsafeBytes { part.ring.insert($0, for: key, hash: hash) }
        }
    }

    func remove(_ key: Key) {
        let (part, hash) = place(of: key)
        part.withLock { part in
            part.removals &+= 1
            part.ring.remove(key, hash: hash)
        }
    }

    private func place(of key: Key) -> (part: Guarded<Part>, hash: UInt32) {
        var hasher = Hasher()
        hasher.combine(key.owner)
        key.name.withUTF8Bytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        let hash = UInt64(bitPattern: Int64(hasher.finalize()))
        return (parts[Int((hash >> 32) % UInt64(parts.count))], UInt32(truncatingIfNeeded: hash))
    }
}
