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

    private let snapshot: Mutex<Snapshot>
    private let reload: @Sendable () -> Settings?

    /// Starts with `settings`; `reload` gives the new ones when they changed since it was last asked, else nothing.
    public init(_ settings: Settings, reload: @escaping @Sendable () -> Settings? = { nil }) {
        snapshot = Mutex(Snapshot(settings))
        self.reload = reload
    }

    var current: Settings { snapshot.withLock { $0.settings } }

    /// The settings now in force, and whether this call found them changed.
    func refresh() -> (snapshot: Snapshot, isChanged: Bool) {
        snapshot.withLock { snapshot in
            guard let new = reload() else { return (snapshot, false) }
            snapshot = Snapshot(new)
            return (snapshot, true)
        }
    }
}
