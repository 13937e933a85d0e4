public import SlipwayStore

extension Transaction {
    /// Puts a second row of these entries beside the one that they are in.
    public func insertCopy(of numbers: ClosedRange<Int64>) throws {
        var block = AuditBlock(first: numbers.lowerBound)
        try scanAudit(after: numbers.lowerBound - 1, limit: numbers.count) { entry in
            block.append(previous: entry.previous, encoding: Array(entry.encoding), tag: Array(entry.tag))
        }
        try insertAuditBlock(block)
    }

    /// Runs SQL on the entries of the trail as if each had a row of a table `audit (sequence, block, previous, entry, tag)`, and
    /// makes blocks of what the table holds then.
    ///
    /// Entries that follow one another and have the same `block` are stored together: those that were, or `together` of them
    /// where that is given.
    public func tamperWithEntries(together: Int64? = nil, _ queries: [Query]) throws {
        try run(
            """
            CREATE TABLE audit (sequence INTEGER PRIMARY KEY, block BIGINT, previous BIGINT, entry BLOB, tag BLOB)
            """
        )
        let starts = try run("SELECT first FROM audit_blocks ORDER BY first").map { try $0.integer(0) }
        try scanAudit(after: 0, limit: .max) { entry in
            let block = together.map { (entry.sequence - 1) / $0 } ?? starts.last { $0 <= entry.sequence } ?? 0
            try run(
                """
                INSERT INTO audit VALUES (\(entry.sequence), \(block), \(entry.previous), \(Array(entry.encoding)),
                    \(Array(entry.tag)))
                """
            )
        }
        for query in queries { try run(query) }
        try run("DELETE FROM audit_blocks")
        var open: (block: AuditBlock, number: Int64, next: Int64)?
        for row in try run("SELECT sequence, block, previous, entry, tag FROM audit ORDER BY sequence") {
            let (sequence, number) = (try row.integer(0), try row.integer(1))
            if let (block, last, next) = open, last != number || next != sequence {
                try insertAuditBlock(block)
                open = nil
            }
            var block = open?.block ?? AuditBlock(first: sequence)
            block.append(previous: try row.integer(2), encoding: try row.blob(3), tag: try row.blob(4))
            open = (block, number, sequence + 1)
        }
        if let (block, _, _) = open { try insertAuditBlock(block) }
        try run("DROP TABLE audit")
    }
}
