import SlipwayModel

/// The settings in force, which follow the configuration file.
///
/// `hasChanged` is asked at every request and must be cheap; so an API key counts, or stops to, from the first request
/// after the file says so.
public final class LiveSettings: Sendable {
    /// The settings in force and the API keys by hash.
    final class Snapshot: Sendable {
        let settings: Settings
        private let keys: [KeyHash: APIKeyEntry]

        init(_ settings: Settings) {
            self.settings = settings
            keys = Dictionary(settings.apiKeys.map { (KeyHash(bytes: $0.hash), $0) }) { first, _ in first }
        }

        /// The entry of the API key that has this hash.
        func key(_ hash: [UInt8]) -> APIKeyEntry? { keys[KeyHash(bytes: hash)] }

        /// Throws `unauthenticated` when the identity's key was removed, was changed or has expired since it was checked: a
        /// request can have been open for long when it comes to act.
        func check(_ identity: Identity, at now: Timestamp) throws {
            guard let hash = identity.key else { return }
            guard let entry = key(hash), entry.identity == identity, !entry.isExpired(at: now) else {
                throw SlipwayError(.unauthenticated, "the API key is no longer valid")
            }
        }
    }

    /// The hash of a key, found by its first bytes: they are by chance already.
    private struct KeyHash: Hashable {
        let bytes: [UInt8]

        func hash(into hasher: inout Hasher) {
            hasher.combine(bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
    }

    private struct State {
        var snapshot: Snapshot
        /// Counts the changes.
        var number = 0
        /// The change whose API keys the audit trail knows of.
        var recorded = 0
    }

    private let state: Guarded<State>
    private let hasChanged: @Sendable () -> Bool
    private let reload: @Sendable () -> Settings?

    /// Starts with `settings`; `reload` gives the new ones when they changed since it was last asked, else nothing.
    ///
    /// `hasChanged` says whether it is worth asking: true until `reload` has been called after a change.
    public init(
        _ settings: Settings,
        hasChanged: @escaping @Sendable () -> Bool = { true },
        reload: @escaping @Sendable () -> Settings? = { nil }
    ) {
        self.hasChanged = hasChanged
        state = Guarded(State(snapshot: Snapshot(settings)))
        self.reload = reload
    }

    var current: Settings { state.withLock { $0.snapshot.settings } }

    /// The settings now in force, and the number of the change that is still to be recorded, if one is.
    func refresh() -> (snapshot: Snapshot, unrecorded: Int?) {
        // Asked before the lock is taken: it is a call of the operating system. Whoever hears "no" because another is
        // reloading waits for that one at the lock.
        let hasChanged = hasChanged()
        return state.withLock { state in
            if hasChanged, let new = reload() {
                state.snapshot = Snapshot(new)
                state.number += 1
            }
            return (state.snapshot, state.number == state.recorded ? nil : state.number)
        }
    }

    /// The keys of change `number` are on record; a later change still has to be.
    func markRecorded(_ number: Int) { state.withLock { $0.recorded = max($0.recorded, number) } }
}
