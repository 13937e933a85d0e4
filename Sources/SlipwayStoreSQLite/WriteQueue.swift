import SlipwayStore
import Synchronization

/// The writes that wait for the next commit.
struct WriteQueue {
    /// Bounds how long the first of a batch waits for the last, and how much a failed commit takes with it.
    private static let batchLimit = 512

    private var waiting: [PendingWrite] = []
    private var isDraining = false

    /// Adds a write; true when nobody is draining the queue, so that the caller has to.
    mutating func append(_ write: PendingWrite) -> Bool {
        waiting.append(write)
        defer { isDraining = true }
        return !isDraining
    }

    /// The next batch in order of arrival, or nothing: then the drain is over.
    mutating func takeBatch() -> [PendingWrite]? {
        guard !waiting.isEmpty else {
            isDraining = false
            return nil
        }
        let batch = Array(waiting.prefix(Self.batchLimit))
        waiting.removeFirst(batch.count)
        return batch
    }
}

/// One write: its work, its outcome, and the caller that waits for both.
final class PendingWrite: Sendable {
    private enum Outcome {
        case pending
        case done
        case rejected(any Error)
    }

    private let work: @Sendable (any Transaction) throws -> Void
    private let resume: @Sendable ((any Error)?) -> Void
    private let outcome = Mutex(Outcome.pending)

    init<R: Sendable>(
        body: @escaping @Sendable (any Transaction) throws -> R,
        continuation: CheckedContinuation<R, any Error>
    ) {
        let result = ResultBox<R>()
        work = { transaction in
            let value = try body(transaction)
            result.value.withLock { $0 = value }
        }
        resume = { error in
            if let error {
                continuation.resume(throwing: error)
            } else {
                continuation.resume(with: result.take())
            }
        }
    }

    func run(_ transaction: any Transaction) throws {
        try work(transaction)
        outcome.withLock { $0 = .done }
    }

    /// The body threw: its savepoint is rolled back, the batch goes on.
    func reject(_ error: any Error) {
        outcome.withLock { $0 = .rejected(error) }
    }

    /// The batch is on disk: tells the caller the outcome.
    func finish() {
        switch outcome.withLock({ $0 }) {
        case .rejected(let error): resume(error)
        case .pending, .done: resume(nil)
        }
    }

    /// The batch is lost: a write that was refused on its own account still hears its own reason.
    func fail(_ error: any Error) {
        if case .rejected(let own) = outcome.withLock({ $0 }) { resume(own) } else { resume(error) }
    }
}

/// Where a body's result waits for the commit.
private final class ResultBox<R: Sendable>: Sendable {
    let value = Mutex<R?>(nil)

    func take() -> Result<R, any Error> {
        guard let result = value.withLock({ $0 }) else { return .failure(CancellationError()) }
        return .success(result)
    }
}
