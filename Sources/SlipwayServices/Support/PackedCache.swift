import SlipwayModel

/// What was used last, packed, up to a number of bytes.
///
/// It is made of rings with a lock each, so that little waits when one of them makes its index larger. Whoever loads a value
/// takes a ``Ticket`` first: what has changed meanwhile is not kept.
final class PackedCache: Sendable {
    typealias Key = PackedRing.Key

    /// Taken before a value is loaded; tells whether it may have changed since.
    struct Ticket: Sendable { fileprivate let changes: UInt64 }

    fileprivate struct Part: ~Copyable {
        var ring: PackedRing
        /// Counts beginnings and ends of changes; one spoils those loads that lie in its part.
        var changes: UInt64 = 0
        /// How many changes are under way of keys with a hash.
        var changing: [UInt32: Int] = [:]
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
    func withValue<R>(_ key: Key, _ body: (UnsafeRawBufferPointer) -> R) -> R? {
        let (part, hash) = place(of: key)
        return part.withLock { $0.ring.withValue(key, hash: hash, body) }
    }

    func ticket(for key: Key) -> Ticket { place(of: key).part.withLock { Ticket(changes: $0.changes) } }

    /// Keeps a value, unless it may have changed since the ticket was taken.
    func insert(_ value: [UInt8], for key: Key, _ ticket: Ticket) {
        let (part, hash) = place(of: key)
        part.withLock { part in
            guard part.changes == ticket.changes, part.changing[hash] == nil else { return }
            value.withUnsafeBytes { part.ring.insert($0, for: key, hash: hash) }
        }
    }

    /// A change that is under way.
    struct Change: Sendable {
        fileprivate let part: Guarded<Part>
        fileprivate let hash: UInt32
    }

    /// Forgets a key, and keeps nothing for it until the change has ended.
    func beginChange(of key: Key) -> Change {
        let (part, hash) = place(of: key)
        part.withLock { part in
            part.changes &+= 1
            part.changing[hash, default: 0] += 1
            part.ring.remove(key, hash: hash)
        }
        return Change(part: part, hash: hash)
    }

    /// Ends a change; to be called once.
    func end(_ change: Change) {
        change.part.withLock { part in
            part.changes &+= 1
            guard let count = part.changing[change.hash] else { return }
            part.changing[change.hash] = count > 1 ? count - 1 : nil
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
