import SlipwayModel
import SlipwayStore

/// Records reads, which change nothing but the trail: all that wait at the same time are appended as one.
///
/// So the end of the trail is read and written once for all of them, and not once for each.
final class ReadLedger: Sendable {
    private struct Waiting: Sendable {
        let entries: [UnplacedEntry]
        /// Not a checked one, which is another object for each read: whoever waits is taken once, and the store calls a
        /// write's completion once.
        let continuation: UnsafeContinuation<Void, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        /// A write is in the store's queue: it takes along whoever waits by then.
        var hasLeader = false
    }

    private let store: any Store
    private let trail: AuditTrail
    private let state = Guarded(State())

    init(store: any Store, trail: AuditTrail) {
        self.store = store
        self.trail = trail
    }

    /// Returns when the entries are on disk.
    func record(_ entries: [UnplacedEntry]) async throws {
        try await withUnsafeThrowingContinuation { continuation in
            let leads = state.withLock { state in
                state.waiting.append(Waiting(entries: entries, continuation: continuation))
                defer { state.hasLeader = true }
                return !state.hasLeader
            }
            if leads { queue() }
        }
    }

    private func queue() {
        let batch = Batch()
        store.write { [self] transaction in
            let waiting = batch.waiting.withLock { taken in
                // The store may run this again.
                taken += take()
                return taken
            }
            try trail.append(waiting.lazy.flatMap(\.entries), in: transaction)
        } completion: { [self] error in
            var waiting = batch.waiting.withLock { $0 }
            // A store that could not even begin has not taken anybody: whoever waits hears of it.
            if error != nil, waiting.isEmpty { waiting = take() }
            for one in waiting {
                if let error { one.continuation.resume(throwing: error) } else { one.continuation.resume() }
            }
        }
    }

    private func take() -> [Waiting] {
        state.withLock { state in
            defer { state = State() }
            return state.waiting
        }
    }

    /// Whom one write has taken along.
    private final class Batch: Sendable {
        let waiting = Guarded<[Waiting]>([])
    }
}
