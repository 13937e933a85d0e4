import SlipwayModel
import SlipwayStore

/// Records reads, which change nothing but the trail: all that wait at the same time are appended as one.
///
/// So the end of the trail is read and written once for all of them, and not once for each.
final class ReadLedger: Sendable {
    /// So many are appended at once; fewer wait until those that came in together with the first of them have been begun.
    ///
    /// Half of what many clients have under way: while these are on their way to the disk, the others are answered and ask
    /// anew. Waiting for all would have disk and processor wait for each other.
    private static let enough = 16

    private struct Waiting: Sendable {
        let entries: [UnplacedEntry]
        /// Not a checked one, which is another object for each read: whoever waits is taken once, and the store calls a
        /// write's completion once.
        let continuation: UnsafeContinuation<Void, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        /// The first of those that came in together lets the others go before it.
        var isGathering = false
        /// A write is in the store's hands; the next one takes along whoever waits by then.
        var isWriting = false

        /// Whether a write is to be given to the store now.
        mutating func beginsWriting() -> Bool {
            guard !isWriting, !waiting.isEmpty, !isGathering || waiting.count >= enough else { return false }
            isWriting = true
            return true
        }
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
        let isFirst = state.withLock { state in
            defer { state.isGathering = true }
            return !state.isGathering
        }
        // Comes back when the executor has begun what else came in meanwhile.
        if isFirst { await Task.yield() }
        try await withUnsafeThrowingContinuation { continuation in
            let begins = state.withLock { state in
                state.waiting.append(Waiting(entries: entries, continuation: continuation))
                if isFirst { state.isGathering = false }
                return state.beginsWriting()
            }
            if begins { write() }
        }
    }

    private func write() {
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
            let begins = state.withLock { state in
                state.isWriting = false
                return state.beginsWriting()
            }
            if begins { write() }
        }
    }

    private func take() -> [Waiting] {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    /// Whom one write has taken along.
    private final class Batch: Sendable {
        let waiting = Guarded<[Waiting]>([])
    }
}
