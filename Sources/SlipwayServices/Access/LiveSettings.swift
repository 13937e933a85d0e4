import SlipwayModel

/// The settings in force, which follow the configuration file.
///
/// `hasChanged` is asked after every request has come in, once for those that came in together, and must be cheap; so an API
/// key counts, or stops to, from the first request after the file says so.
public final class LiveSettings: Sendable {
    /// The settings in force and the API keys by hash.
    final class Snapshot: Sendable {
        let settings: Settings
        /// By the first 8 bytes of the hash: `Int` is a kind of key that other dictionaries have too, and each costs a start
        /// something (docs/performance.md).
        private let keys: [Int: [APIKeyEntry]]

        init(_ settings: Settings) {
            self.settings = settings
            var keys: [Int: [APIKeyEntry]] = [:]
            for entry in settings.apiKeys { keys[Self.beginning(of: entry.hash), default: []].append(entry) }
            self.keys = keys
        }

        /// The entry of the API key that has this hash.
        func key(_ hash: [UInt8]) -> APIKeyEntry? { keys[Self.beginning(of: hash)]?.first { $0.hash == hash } }

        private static func beginning(of hash: [UInt8]) -> Int { hash.prefix(8).reduce(0) { $0 << 8 | Int($1) } }

        /// Throws `unauthenticated` when the identity's key was removed, was changed or has expired since it was checked: a
        /// request can have been open for long when it comes to act.
        func check(_ identity: Identity, at now: Timestamp) throws {
            guard let hash = identity.key else { return }
            guard let entry = key(hash), entry.identity == identity, !entry.isExpired(at: now) else {
                throw SlipwayError(.unauthenticated, "the API key is no longer valid")
            }
        }
    }

    private struct State {
        var snapshot: Snapshot
        /// When ``hasChanged`` was last asked.
        var lookedAt: ContinuousClock.Instant?
        /// Counts the changes.
        var number = 0
        /// The change whose API keys the audit trail knows of.
        var recorded = 0

        var unrecorded: Int? { number == recorded ? nil : number }
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

    /// The settings that were in force at `time` or later, and the number of the change that is still to be recorded, if one
    /// is.
    ///
    /// Nothing means those that are in force now.
    func refresh(since time: ContinuousClock.Instant? = nil) -> (snapshot: Snapshot, unrecorded: Int?) {
        let known = state.withLock { state -> (Snapshot, Int?)? in
            guard let time, let lookedAt = state.lookedAt, lookedAt >= time else { return nil }
            return (state.snapshot, state.unrecorded)
        }
        if let known { return known }
        // Asked before the lock is taken: it is a call of the operating system. Whoever hears "no" because another is
        // reloading waits for that one at the lock.
        let now = ContinuousClock.now
        let hasChanged = hasChanged()
        return state.withLock { state in
            if hasChanged, let new = reload() {
                state.snapshot = Snapshot(new)
                state.number += 1
            }
            state.lookedAt = max(now, state.lookedAt ?? now)
            return (state.snapshot, state.unrecorded)
        }
    }

    /// The keys of change `number` are on record; a later change still has to be.
    func markRecorded(_ number: Int) { state.withLock { $0.recorded = max($0.recorded, number) } }
}
