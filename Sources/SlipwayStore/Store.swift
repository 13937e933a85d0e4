/// Where Slipway keeps its state.
///
/// Two engines run the same queries; the contract suite holds each to this text.
public protocol Store: Sendable {
    /// Runs `body` on a consistent snapshot of everything committed before the call.
    ///
    /// An engine may do so on the caller's thread, without suspending: who reads for long does it where nobody waits.
    ///
    /// - Throws: what `body` throws, or `SlipwayError` with one of the `store_…` codes.
    func read<R: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> R) async throws -> R

    /// Runs `body` in a transaction that is on disk when `completion` is called.
    ///
    /// Throwing rolls back what `body` did and nothing else. Calls waiting at the same time share one commit; each still
    /// sees the effects of those before it.
    ///
    /// `completion` hears what `body` returned or threw, or a `SlipwayError` with one of the `store_…` codes. It runs on the
    /// store's own thread, where it must not wait for anything.
    func write<R: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> R,
        completion: @escaping @Sendable (Result<R, any Error>) -> Void
    )
}

extension Store {
    /// Runs `body` in a transaction that is on disk when the call returns.
    ///
    /// - Throws: what `body` throws, or `SlipwayError` with one of the `store_…` codes.
    public func write<R: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> R) async throws -> R {
        // The requests that were read together with this one get that far meanwhile: their writes share its commit.
        await Task.yield()
        return try await withCheckedThrowingContinuation { continuation in
            write(body) { continuation.resume(with: $0) }
        }
    }
}

/// An open transaction.
///
/// Valid only inside the closure it was lent to.
public protocol Transaction: AnyObject {
    /// The end of the audit trail as the writes of this commit have left it so far; nothing before the first of them.
    ///
    /// The engine has it written once, before it commits, and takes it back with a write that is rolled back.
    var pendingHead: PendingHead? { get set }

    /// Runs one statement and returns its rows.
    @discardableResult
    func run(_ query: Query) throws -> [ResultRow]

    /// Runs one statement and lends each row to `body`: for going through many without a copy of each.
    func scan(_ query: Query, _ body: (Row) throws -> Void) throws
}
