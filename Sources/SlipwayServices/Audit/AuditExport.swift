public import SlipwayModel
import SlipwayStore

/// An export that was permitted and recorded: the trail up to its signed end, a page at a time.
public struct AuditExport: Sendable {
    private static let pageSize = 500

    private let store: any Store
    private let end: AuditCheckpoint

    init(store: any Store, end: AuditCheckpoint) {
        self.store = store
        self.end = end
    }

    /// The entries after `sequence` and the checkpoints among them; nothing once the end is reached.
    ///
    /// Throws `store_damaged` when an entry is missing.
    public func page(after sequence: Int64) async throws -> (entries: [AuditEntry], checkpoints: [AuditCheckpoint])? {
        guard sequence < end.count else { return nil }
        let limit = min(Self.pageSize, Int(clamping: end.count - sequence))
        return try await aside { try await read(after: sequence, limit) }
    }

    private func read(
        after sequence: Int64,
        _ limit: Int
    ) async throws -> (entries: [AuditEntry], checkpoints: [AuditCheckpoint]) {
        try await store.read { transaction in
            let entries = try transaction.auditEntries(after: sequence, limit: limit)
            for (expected, entry) in zip((sequence + 1)..., entries) where entry.sequence != expected {
                throw SlipwayError(.storeDamaged, "entry \(expected) of the audit trail is missing")
            }
            guard let last = entries.last else {
                throw SlipwayError(.storeDamaged, "entry \(sequence + 1) of the audit trail is missing")
            }
            let checkpoints = try transaction.checkpoints(after: sequence, limit: limit)
            return (entries, checkpoints.filter { $0.count <= last.sequence })
        }
    }
}
