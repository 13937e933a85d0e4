import SlipwayStore
import Synchronization

/// The writes that wait for the next commit.
struct WriteQueue {
    /// Bounds how long the first of a batch waits for the last, and how much a failed commit takes with it.
    private static let batchLimit = 512

    private var waiting: [QueuedWrite] = []
    private var isDraining = false

    /// Adds a write; true when nobody is draining the queue, so that the caller has to.
    mutating func append(_ write: QueuedWrite) -> Bool {
        waiting.append(write)
        defer { isDraining = true }
        return !isDraining
    }

    /// The next batch in order of arrival, or nothing: then the drain is over.
    mutating func takeBatch() -> [QueuedWrite]? {
        guard !waiting.isEmpty else {
            isDraining = false
            return nil
        }
        let batch = Array(waiting.prefix(Self.batchLimit))
        waiting.removeFirst(batch.count)
        return batch
    }
}

/// One write: its work, what became of it, and who waits for it.
final class QueuedWrite: Sendable {
    private let body: @Sendable (any Transaction) throws -> Void
    private let completion: @Sendable ((any Error)?) -> Void
    private let refusal = Mutex<(any Error)?>(nil)

    init(
        _ body: @escaping @Sendable (any Transaction) throws -> Void,
        _ completion: @escaping @Sendable ((any Error)?) -> Void
    ) {
        self.body = body
        self.completion = completion
    }

    func run(_ transaction: any Transaction) throws {
        refusal.withLock { $0 = nil }
        try body(transaction)
    }

    /// Nothing of this write is in the batch, which goes on without it.
    func refuse(_ error: any Error) { refusal.withLock { $0 = error } }

    /// Tells who waits, when the batch is on disk or has failed.
    ///
    /// A write that was refused on its own account hears its own reason.
    func finish(_ failure: (any Error)?) { completion(refusal.withLock { $0 } ?? failure) }
}
