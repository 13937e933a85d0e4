import SlipwayModel
import Synchronization

/// The settings in force, which follow the configuration file.
///
/// `reload` is asked at every request and must be cheap when nothing changed; so an API key counts, or stops to, from
/// the first request after the file says so.
public final class LiveSettings: Sendable {
    /// The settings in force and the API keys by hash.
    struct Snapshot: Sendable {
        let settings: Settings
        let keys: [[UInt8]: APIKeyEntry]

        init(_ settings: Settings) {
            self.settings = settings
            keys = Dictionary(settings.apiKeys.map { ($0.hash, $0) }) { first, _ in first }
        }
    }

    private struct State {
        var snapshot: Snapshot
        /// Whether the audit trail knows of the API keys in force.
        var isRecorded = true
    }

    private let state: Mutex<State>
    private let reload: @Sendable () -> Settings?

    /// Starts with `settings`; `reload` gives the new ones when they changed since it was last asked, else nothing.
    public init(_ settings: Settings, reload: @escaping @Sendable () -> Settings? = { nil }) {
        state = Mutex(State(snapshot: Snapshot(settings)))
        self.reload = reload
    }

    var current: Settings { state.withLock { $0.snapshot.settings } }

    /// The settings now in force, and whether a change of them is still to be recorded.
    func refresh() -> (snapshot: Snapshot, isRecorded: Bool) {
        state.withLock { state in
            if let new = reload() { state = State(snapshot: Snapshot(new), isRecorded: false) }
            return (state.snapshot, state.isRecorded)
        }
    }

    func markRecorded() { state.withLock { $0.isRecorded = true } }
}
