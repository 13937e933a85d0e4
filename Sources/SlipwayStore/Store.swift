public import Synchronization

/// What the names of the audit trail's tables begin with, and those of no others.
package let trailTablePrefix = "audit_"

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

    /// Runs `body` on a snapshot as ``read(_:)`` does, of which the audit trail may be an older one: for whoever looks at
    /// anything else.
    ///
    /// Most commits add to nothing but the trail. An engine may go on with a snapshot it has until a commit changes
    /// anything else, and keep what it read of it at hand.
    func readState<R: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> R) async throws -> R

    /// Runs `body` in a transaction that is on disk when `completion` is called.
    ///
    /// Throwing rolls back what `body` did and nothing else. Calls waiting at the same time share one commit; each still
    /// sees the effects of those before it. `body` may be run more than once, each time after what it did before was
    /// rolled back: the last run counts.
    ///
    /// `completion` is called exactly once. It hears what `body` threw, or a `SlipwayError` with one of the `store_…` codes, or nothing: then it is on
    /// disk. It runs on the store's own thread, where it must not wait for anything.
    func write(
        _ body: @escaping @Sendable (any Transaction) throws -> Void,
        completion: @escaping @Sendable ((any Error)?) -> Void
    )
}

extension Store {
    /// Runs `body` in a transaction that is on disk when the call returns.
    ///
    /// - Throws: what `body` throws, or `SlipwayError` with one of the `store_…` codes.
    ///
    /// Inlinable so that each use is compiled for what it returns.
    @inlinable
    public func write<R: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> R) async throws -> R {
        let outcome = WriteOutcome<R>()
        return try await withCheckedThrowingContinuation { continuation in
            write {
                let value = try body($0)
                outcome.value.withLock { $0 = value }
            } completion: { error in
                switch (error, outcome.value.withLock { $0 }) {
                case (nil, let value?): continuation.resume(returning: value)
                case (let error, _): continuation.resume(throwing: error ?? CancellationError())
                }
            }
        }
    }
}

/// What a write returned, until its commit is on disk.
@usableFromInline
final class WriteOutcome<R: Sendable>: Sendable {
    @usableFromInline let value = Mutex<R?>(nil)

    @usableFromInline
    init() {}
}

/// An open transaction.
///
/// Valid only inside the closure it was lent to.
public protocol Transaction: AnyObject {
    /// What the writes of this commit have added to the audit trail so far; nothing before the first of them.
    ///
    /// The engine has it written once, before it commits, and takes it back with a write that is rolled back: who sets it has
    /// changed something.
    var pendingTrail: PendingTrail? { get set }

    /// Runs one statement and returns its rows.
    @discardableResult
    func run(_ query: Query) throws -> [ResultRow]

    /// Runs one statement and lends each row to `body`, until that says no: for going through many without a copy of each.
    func walk(_ query: Query, _ body: (Row) throws -> Bool) throws
}

extension Transaction {
    /// Runs one statement and lends every row to `body`.
    func scan(_ query: Query, _ body: (Row) throws -> Void) throws {
        try walk(query) { row in
            try body(row)
            return true
        }
    }
}
