public import SlipwayModel

extension Transaction {
    public func auditHead() throws -> AuditHead? {
        try run("SELECT count, hash, tag FROM audit_head").first.map { row in
            try AuditHead(count: row.integer(0), hash: row.blob(1), tag: row.blob(2))
        }
    }

    public func putAuditHead(_ head: AuditHead) throws {
        try run(
            """
            INSERT INTO audit_head (id, count, hash, tag) VALUES (1, \(head.count), \(head.hash), \(head.tag))
            ON CONFLICT (id) DO UPDATE SET count = excluded.count, hash = excluded.hash, tag = excluded.tag
            """
        )
    }

    /// Adds entries that follow those that are there.
    package func insertAuditBlock(_ block: AuditBlock) throws {
        try run("INSERT INTO audit_blocks (first, entries) VALUES (\(block.first), \(block.bytes))")
    }

    /// Up to `limit` entries after `sequence`, oldest first.
    public func auditEntries(after sequence: Int64, limit: Int) throws -> [AuditEntry] {
        var entries: [AuditEntry] = []
        try scanAudit(after: sequence, limit: limit) { entries.append(try $0.entry()) }
        return entries
    }

    /// Up to `limit` entries before `sequence`, newest first.
    public func auditEntries(before sequence: Int64, limit: Int) throws -> [AuditEntry] {
        var entries: [AuditEntry] = []
        let query: Query = """
            SELECT first, entries FROM audit_blocks WHERE first < \(sequence) ORDER BY first DESC LIMIT \(limit)
            """
        try walk(query) { row in
            var (reader, block) = (try AuditBlock.Reader(row), [StoredAuditEntry]())
            while reader.sequence < sequence, let entry = try reader.next() { block.append(entry) }
            for entry in block.reversed().prefix(limit - entries.count) { entries.append(try entry.entry()) }
            return entries.count < limit
        }
        return entries
    }

    /// Up to `limit` entries of one app before `sequence`, newest first, and where the next ones are; nothing at the end.
    ///
    /// When `sequence` is not an entry of that app, nor after all entries, only the `limit` entries before it are looked at,
    /// and only down to the first that is the app's.
    public func auditEntries(
        of app: AppName,
        before sequence: Int64,
        limit: Int
    ) throws -> (entries: [AuditEntry], next: Int64?) {
        var list = AppTrail(app, before: sequence, limit: limit)
        if sequence > (try lastAuditSequence()) {
            list.link = try lastAuditEntry(of: app.text)
        } else if let previous = try linkOfEntry(sequence, of: app) {
            list.link = previous
        } else {
            let page = try auditEntries(before: sequence, limit: limit)
            guard let first = page.first(where: { $0.event.app == app.text }) else {
                return ([], page.count < limit ? nil : page.last?.sequence)
            }
            return ([first], first.sequence)
        }
        while list.wantsMore {
            let link = list.link
            try scanBlock(of: link) { try list.take($0) }
            // There is no block that should have it.
            guard list.link != link else { throw list.astray }
        }
        return (list.entries, list.link > 0 ? list.place : nil)
    }

    /// Which of the app's entries is before this one, when that is one of the app.
    private func linkOfEntry(_ sequence: Int64, of app: AppName) throws -> Int64? {
        var previous: Int64?
        try scanBlock(of: sequence) { block in
            var reader = block
            while reader.sequence <= sequence, let entry = try reader.next() {
                if entry.sequence == sequence, entry.isOf(app) { previous = entry.previous }
            }
        }
        return previous
    }

    /// Lends the block that has this entry, if any has.
    private func scanBlock(of sequence: Int64, _ body: (AuditBlock.Reader) throws -> Void) throws {
        try scan(
            "SELECT first, entries FROM audit_blocks WHERE first <= \(sequence) ORDER BY first DESC LIMIT 1"
        ) { row in try body(try AuditBlock.Reader(row)) }
    }

    /// Lends up to `limit` entries after `sequence`, oldest first, as they are stored.
    ///
    /// - Throws: `store_damaged` where not the entry is stored that should be, and what `body` throws.
    public func scanAudit(after sequence: Int64, limit: Int, _ body: (StoredAuditEntry) throws -> Void) throws {
        var left = limit
        guard left > 0, sequence < .max else { return }
        let query: Query = """
            SELECT first, entries FROM audit_blocks
            WHERE first >= COALESCE((SELECT MAX(first) FROM audit_blocks WHERE first <= \(sequence + 1)), 0)
            ORDER BY first
            """
        try walk(query) { row in
            var reader = try AuditBlock.Reader(row)
            while left > 0, let entry = try reader.next() {
                guard entry.sequence > sequence else { continue }
                try body(entry)
                left -= 1
            }
            return left > 0
        }
    }

    /// Lends the rows from the one that begins with entry `first` on, in order, until `body` says no: as they are, with the
    /// number that each is to begin with, and nothing for one that holds something else.
    package func scanAuditBlocks(
        from first: Int64,
        _ body: (_ first: Int64, _ entries: UnsafeRawBufferPointer?) throws -> Bool
    ) throws {
        try walk("SELECT first, entries FROM audit_blocks WHERE first >= \(first) ORDER BY first") { row in
            try body(row.integer(0), try? row.bytes(1, .blob))
        }
    }

    /// The greatest sequence number of an entry; 0 when there is none.
    ///
    /// Of an entry that cannot be read, the number that it should have.
    public func lastAuditSequence() throws -> Int64 {
        var last: Int64 = 0
        try scan("SELECT first, entries FROM audit_blocks ORDER BY first DESC LIMIT 1") { row in
            last = try row.integer(0)
            guard var reader = try? AuditBlock.Reader(row) else { return }
            while let entry = try? reader.next() { last = entry.sequence }
            if !reader.isAtEnd { last = max(last, reader.sequence) }
        }
        return last
    }

    /// How many entries the last checkpoint counts; 0 when there is none.
    public func lastCheckpointCount() throws -> Int64 {
        try run("SELECT COALESCE(MAX(count), 0) FROM audit_checkpoints")[0].integer(0)
    }

    public func insertCheckpoint(_ checkpoint: AuditCheckpoint) throws {
        try run(
            """
            INSERT INTO audit_checkpoints (count, hash, time, signature)
            VALUES (\(checkpoint.count), \(checkpoint.hash), \(checkpoint.time.milliseconds), \(checkpoint.signature))
            ON CONFLICT (count) DO NOTHING
            """
        )
    }

    /// Up to `limit` checkpoints that count more than `count` entries, in order.
    public func checkpoints(after count: Int64, limit: Int) throws -> [AuditCheckpoint] {
        try run(
            """
            SELECT count, hash, time, signature FROM audit_checkpoints WHERE count > \(count) ORDER BY count
            LIMIT \(limit)
            """
        ).map { row in
            try AuditCheckpoint(
                count: row.integer(0),
                hash: row.blob(1),
                time: Timestamp(milliseconds: row.integer(2)),
                signature: row.blob(3)
            )
        }
    }
}

/// The end of the audit chain as the store holds it.
public struct AuditHead: Sendable, Equatable {
    public let count: Int64
    public let hash: [UInt8]
    public let tag: [UInt8]

    public init(count: Int64, hash: [UInt8], tag: [UInt8]) {
        self.count = count
        self.hash = hash
        self.tag = tag
    }
}

/// The entries of one app, newest first, as far as links have led to them.
private struct AppTrail {
    let app: AppName
    let limit: Int
    var entries: [AuditEntry] = []
    /// Where the list is: all that follow are before.
    private(set) var place: Int64
    /// The entry that comes next; 0 at the end.
    var link: Int64 = 0

    init(_ app: AppName, before place: Int64, limit: Int) { (self.app, self.place, self.limit) = (app, place, limit) }

    var wantsMore: Bool { link > 0 && entries.count < limit }

    /// Takes those of the app that are in a block.
    mutating func take(_ block: AuditBlock.Reader) throws {
        var (reader, stored) = (block, [StoredAuditEntry]())
        while reader.sequence <= link, let entry = try reader.next() { stored.append(entry) }
        while wantsMore, link >= block.sequence {
            let index = Int(link - block.sequence)
            guard link < place, index < stored.count, stored[index].isOf(app) else { throw astray }
            entries.append(try stored[index].entry())
            (place, link) = (link, stored[index].previous)
        }
    }

    var astray: SlipwayError {
        SlipwayError(.storeDamaged, "the audit trail is damaged: entry \(link) should be one of \(app)")
    }
}

extension AuditBlock.Reader {
    /// Of a row of `first` and `entries`.
    init(_ row: Row) throws { try self.init(row.bytes(1, .blob), first: row.integer(0)) }
}
