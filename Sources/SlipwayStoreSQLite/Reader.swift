import SlipwayStore

/// A connection that reads, and the snapshot it may have kept.
///
/// `@unchecked Sendable`: whoever has it uses it from one thread at a time; ``SQLiteStore`` sees to that.
final class Reader: @unchecked Sendable {
    let connection: SQLiteConnection
    /// The store's count of changes before the snapshot began; nothing without one.
    private var snapshot: Int?

    init(_ connection: SQLiteConnection) { self.connection = connection }

    /// Whether there is a snapshot that nothing but the trail has changed since: not while a change is under way.
    func isCurrent(_ changes: Int) -> Bool { snapshot == changes && changes.isMultiple(of: 2) }

    /// Begins a snapshot of what is committed now.
    func begin(_ changes: Int) throws {
        end()
        try connection.run("BEGIN")
        snapshot = changes
    }

    func end() {
        snapshot = nil
        // A statement that failed may have ended it.
        guard connection.isInTransaction else { return }
        _ = try? connection.run("ROLLBACK")
    }
}
