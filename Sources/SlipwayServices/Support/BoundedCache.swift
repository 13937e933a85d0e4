/// What was used last, up to a number of bytes.
///
/// Of two generations the older is dropped whole when the younger is half the limit; what is used moves to the younger.
/// So nothing is done per entry to find what to drop. Whoever loads a value takes a ``Ticket`` first: what was removed
/// meanwhile is not brought back.
final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// Taken before a value is loaded; tells whether its key was removed since.
    struct Ticket: Sendable {
        fileprivate let removals: UInt64
    }

    private struct Entry {
        let value: Value
        let size: Int
    }

    private struct State {
        var young: [Key: Entry] = [:]
        var old: [Key: Entry] = [:]
        var youngSize = 0
        /// Counts removals, apart for groups of keys, so that a write spoils few loads.
        var removals = [UInt64](repeating: 0, count: 64)
    }

    private let state = Guarded(State())
    private let byteLimit: Int

    init(byteLimit: Int) { self.byteLimit = byteLimit }

    func value(_ key: Key) -> Value? {
        state.withLock { state in
            if let entry = state.young[key] { return entry.value }
            guard let entry = state.old.removeValue(forKey: key) else { return nil }
            insert(entry, key, into: &state)
            return entry.value
        }
    }

    func ticket(for key: Key) -> Ticket { state.withLock { Ticket(removals: $0.removals[Self.group(key)]) } }

    /// Keeps a value of about `size` bytes, unless its key was removed since the ticket was taken.
    func insert(_ value: Value, size: Int, for key: Key, _ ticket: Ticket) {
        state.withLock { state in
            guard state.removals[Self.group(key)] == ticket.removals, size <= byteLimit / 2 else { return }
            state.old[key] = nil
            insert(Entry(value: value, size: size), key, into: &state)
        }
    }

    func remove(_ key: Key) {
        state.withLock { state in
            state.removals[Self.group(key)] &+= 1
            if let entry = state.young.removeValue(forKey: key) { state.youngSize -= entry.size }
            state.old[key] = nil
        }
    }

    private func insert(_ entry: Entry, _ key: Key, into state: inout State) {
        if let replaced = state.young.updateValue(entry, forKey: key) { state.youngSize -= replaced.size }
        state.youngSize += entry.size
        guard state.youngSize > byteLimit / 2 else { return }
        state.old = state.young
        state.young = [:]
        state.youngSize = 0
    }

    private static func group(_ key: Key) -> Int { Int(truncatingIfNeeded: key.hashValue & 63) }
}
