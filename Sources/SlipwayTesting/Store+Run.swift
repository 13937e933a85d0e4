public import SlipwayStore

extension Store {
    /// Runs one statement in a transaction of its own.
    @discardableResult
    public func run(_ query: Query) async throws -> [ResultRow] {
        try await write { try $0.run(query) }
    }
}
