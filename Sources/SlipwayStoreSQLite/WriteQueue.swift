import SlipwayStore
import Synchronization

/// The writes that wait for the next commit.
struct WriteQueue {
    /// Bounds how long the first of a batch waits for the last, and how much a failed commit takes with it.
    private static let batchLimit = 512

    private var waiting: [any PendingWrite] = []
    private var isDraining = false

    /// Adds a write; true when nobody is draining the queue, so that the caller has to.
    mutating func append(_ write: any PendingWrite) -> Bool {
        waiting.append(write)
        defer { isDraining = true }
        return !isDraining
    }

    /// The next batch in order of arrival, or nothing: then the drain is over.
    mutating func takeBatch() -> [any PendingWrite]? {
        guard !waiting.isEmpty else {
            isDraining = false
            return nil
        }
        let batch = Array(waiting.prefix(Self.batchLimit))
        waiting.removeFirst(batch.count)
        return batch
    }
}

/// One write: its work, its outcome, and who waits for it.
///
/// Used by one thread at a time: first the caller's, then the writer's.
protocol PendingWrite: AnyObject, Sendable {
    func run(_ transaction: any Transaction) throws
    /// The body threw: its savepoint is rolled back, the batch goes on.
    func reject(_ error: any Error)
    /// The batch is on disk: tells the caller the outcome.
    func finish()
    /// The batch is lost: a write that was refused on its own account still hears its own reason.
    func fail(_ error: any Error)
}

final class QueuedWrite<R: Sendable>: PendingWrite {
    private let body: @Sendable (any Transaction) throws -> R
    private let completion: @Sendable (Result<R, any Error>) -> Void
    private let outcome = Mutex<Result<R, any Error>?>(nil)

    init(
        _ body: @escaping @Sendable (any Transaction) throws -> R,
        completion: @escaping @Sendable (Result<R, any Error>) -> Void
    ) {
        self.body = body
        self.completion = completion
    }

    func run(_ transaction: any Transaction) throws {
        let result = try body(transaction)
        outcome.withLock { $0 = .success(result) }
    }

    func reject(_ error: any Error) { outcome.withLock { $0 = .failure(error) } }

    func finish() { completion(outcome.withLock { $0 } ?? .failure(CancellationError())) }

    func fail(_ error: any Error) {
        if case .failure(let own) = outcome.withLock({ $0 }) {
            completion(.failure(own))
        } else {
            completion(.failure(error))
        }
    }
}
