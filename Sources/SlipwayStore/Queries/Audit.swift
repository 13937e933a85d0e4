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

    /// Adds an entry, as the bytes the chain is computed over.
    ///
    /// `app` is what the entry says, once more, to find the entries of one app by.
    public func insertAuditEntry(sequence: Int64, app: String?, encoding: [UInt8], tag: [UInt8]) throws {
        try run(
            "INSERT INTO audit (sequence, app, entry, tag) VALUES (\(sequence), \(app), \(encoding), \(tag))"
        )
    }

    /// Up to `limit` entries after `sequence`, oldest first.
    public func auditEntries(after sequence: Int64, limit: Int) throws -> [AuditEntry] {
        try entries(
            "SELECT sequence, app, entry FROM audit WHERE sequence > \(sequence) ORDER BY sequence LIMIT \(limit)"
        )
    }

    /// Up to `limit` entries before `sequence`, newest first, of one app or of all.
    public func auditEntries(of app: AppName?, before sequence: Int64, limit: Int) throws -> [AuditEntry] {
        guard let app else {
            return try entries(
                """
                SELECT sequence, app, entry FROM audit WHERE sequence < \(sequence)
                ORDER BY sequence DESC LIMIT \(limit)
                """
            )
        }
        return try entries(
            """
            SELECT sequence, app, entry FROM audit WHERE app = \(app.text) AND sequence < \(sequence)
            ORDER BY sequence DESC LIMIT \(limit)
            """
        )
    }

    /// Lends up to `limit` entries after `sequence`, oldest first, as what the chain is computed over and their tags.
    ///
    /// - Throws: `store_damaged` at a row that does not hold the entry it should, and what `body` throws.
    public func scanAudit(
        after sequence: Int64,
        limit: Int,
        _ body: (_ sequence: Int64, _ encoding: UnsafeRawBufferPointer, _ tag: UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try scan(
            "SELECT sequence, app, entry, tag FROM audit WHERE sequence > \(sequence) ORDER BY sequence LIMIT \(limit)"
        ) { row in
            let (place, encoding) = (try AuditPlace(row), try row.bytes(2, .blob))
            guard place.isOf(encoding) else { throw place.damaged }
            try body(place.sequence, encoding, row.bytes(3, .blob))
        }
    }

    private func entries(_ query: Query) throws -> [AuditEntry] {
        var entries: [AuditEntry] = []
        try scan(query) { row in
            let (place, encoding) = (try AuditPlace(row), try row.bytes(2, .blob))
            guard place.isOf(encoding), let entry = AuditEntry(canonicalEncoding: encoding) else { throw place.damaged }
            entries.append(entry)
        }
        return entries
    }

    /// The greatest sequence number of an entry; 0 when there is none.
    public func lastAuditSequence() throws -> Int64 {
        try run("SELECT COALESCE(MAX(sequence), 0) FROM audit")[0].integer(0)
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

/// The end of the audit chain inside a commit that is not done: what the next entry follows, and how it will be stored.
public struct PendingHead {
    public let count: Int64
    public let hash: [UInt8]
    public let write: (any Transaction) throws -> Void

    public init(count: Int64, hash: [UInt8], write: @escaping (any Transaction) throws -> Void) {
        self.count = count
        self.hash = hash
        self.write = write
    }
}

/// What the columns of a row say of the entry in it, for finding it; the entry itself is what counts.
private struct AuditPlace {
    let sequence: Int64
    private let app: UnsafeRawBufferPointer?

    init(_ row: Row) throws {
        sequence = try row.integer(0)
        app = row.isNull(1) ? nil : try row.bytes(1, .text)
    }

    func isOf(_ encoding: UnsafeRawBufferPointer) -> Bool {
        guard let place = CanonicalEncoding.place(in: encoding), place.sequence == sequence else { return false }
        guard let app, let found = place.app else { return app == nil && place.app == nil }
        return UnsafeRawBufferPointer(rebasing: encoding[found]).elementsEqual(app)
    }

    var damaged: SlipwayError { SlipwayError(.storeDamaged, "entry \(sequence) of the audit trail is damaged") }
}
