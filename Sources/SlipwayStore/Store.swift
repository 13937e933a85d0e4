/// Where Slipway keeps its state.
///
/// Two engines run the same queries; the contract suite holds each to this text.
public protocol Store: Sendable {
    /// Runs `body` on a consistent snapshot of everything committed before the call.
    ///
    /// - Throws: what `body` throws, or `SlipwayError` with one of the `store_…` codes.
    func read<R: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> R) async throws -> R

    /// Runs `body` in a transaction that is on disk when the call returns.
    ///
    /// Throwing rolls back what `body` did and nothing else. Calls waiting at the same time share one commit; each still
    /// sees the effects of those before it.
    ///
    /// - Throws: what `body` throws, or `SlipwayError` with one of the `store_…` codes.
    func write<R: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> R) async throws -> R
}

/// An open transaction.
///
/// Valid only inside the closure it was lent to.
public protocol Transaction {
    /// Runs one statement and returns its rows.
    @discardableResult
    func run(_ query: Query) throws -> [ResultRow]
}
