import SlipwayModel

/// Finds for each new entry of the audit trail the entry of the same app before it: so the entries of an app form a list,
/// newest first.
///
/// An index by app would be written at another place for each app. The lists' ends are in a table that is written once in
/// ``interval`` entries; where an app's list ends since then, the last entries of the trail say themselves.
public struct AuditLinks: Sendable {
    /// At most so many entries are after the last time the ends were written.
    static let interval: Int64 = 512
    /// As many apps are remembered after the ends were written; of others the end is read when it is needed.
    private let rememberedLimit: Int

    /// The last entry of an app: of each with entries after `written`, and of others.
    private var last: [String: Int64]
    private var written: Int64

    /// For entries that follow the `count` ones in the trail.
    public init(after count: Int64, in transaction: any Transaction) throws {
        // Two to four megabytes.
        try self.init(after: count, remembering: 32_768, in: transaction)
    }

    init(after count: Int64, remembering limit: Int, in transaction: any Transaction) throws {
        rememberedLimit = limit
        written = Self.written(at: count)
        last = try transaction.laterAuditEnds(after: written, through: count)
    }

    /// The number of the entry of the same app before `sequence`: 0 for the first of an app, and for one of no app.
    ///
    /// To be called for each new entry, in order, in the transaction that adds it. After an error, or after the transaction
    /// has rolled back, these links are of no use any more.
    public mutating func link(_ sequence: Int64, of app: String?, in transaction: any Transaction) throws -> Int64 {
        let end = Self.written(at: sequence)
        if end > written {
            for (app, sequence) in last where sequence > written {
                try transaction.writeAuditEnd(of: app, sequence)
            }
            written = end
            if last.count > rememberedLimit { last.removeAll() }
        }
        guard let app else { return 0 }
        return try last.updateValue(sequence, forKey: app) ?? transaction.writtenAuditEnd(of: app)
    }

    /// Up to which entry the table of ends goes once `sequence` is added.
    ///
    /// Whatever the number: that of a store that was altered can be any.
    static func written(at sequence: Int64) -> Int64 { max(0, sequence &- 1) / interval * interval }
}

extension Transaction {
    /// The last entry of an app; 0 when it has none.
    func lastAuditEntry(of app: String) throws -> Int64 {
        let last = try lastAuditSequence()
        return try laterAuditEnds(after: AuditLinks.written(at: last), through: last)[app] ?? writtenAuditEnd(of: app)
    }

    /// Lends where the list of each app ends among the first `count` entries, which must be all there are.
    ///
    /// - Throws: `store_damaged` when links cannot have left the table of ends so, and what `body` throws.
    public func scanAuditEnds(
        among count: Int64,
        _ body: (_ app: UnsafeRawBufferPointer, _ sequence: Int64) throws -> Void
    ) throws {
        let written = AuditLinks.written(at: count)
        let later = try laterAuditEnds(after: written, through: count)
        for (app, sequence) in later {
            try Array(app.utf8).withUnsafeBytes { try body($0, sequence) }
        }
        try scan("SELECT app, sequence FROM audit_ends ORDER BY app") { row in
            let (app, sequence) = (try row.text(0), try row.integer(1))
            // A table that was put together by hand can answer in two ways.
            guard sequence <= written, try writtenAuditEnd(of: app) == sequence else {
                throw SlipwayError(.storeDamaged, "where the entries of \(app) end is damaged")
            }
            if later[app] == nil { try body(row.bytes(0, .text), sequence) }
        }
    }

    /// The last entry of each app that has one among these entries.
    ///
    /// What cannot be read is passed over, and the rest of its row with it: the trail must go on behind it, and it is
    /// `audit:verify` that names it.
    fileprivate func laterAuditEnds(after start: Int64, through end: Int64) throws -> [String: Int64] {
        var last: [String: Int64] = [:]
        let query: Query = """
            SELECT first, entries FROM audit_blocks
            WHERE first >= COALESCE((SELECT MAX(first) FROM audit_blocks WHERE first <= \(start + 1)), 0) AND first <= \(end)
            ORDER BY first
            """
        try scan(query) { row in
            guard var reader = try? AuditBlock.Reader(row) else { return }
            while let entry = try? reader.next() {
                guard start < entry.sequence, entry.sequence <= end, let app = entry.app else { continue }
                if let app = String(utf8: app) { last[app] = entry.sequence }
            }
        }
        return last
    }

    fileprivate func writtenAuditEnd(of app: String) throws -> Int64 {
        try run("SELECT sequence FROM audit_ends WHERE app = \(app)").first?.integer(0) ?? 0
    }

    fileprivate func writeAuditEnd(of app: String, _ sequence: Int64) throws {
        try run(
            """
            INSERT INTO audit_ends (app, sequence) VALUES (\(app), \(sequence))
            ON CONFLICT (app) DO UPDATE SET sequence = excluded.sequence
            """
        )
    }
}
