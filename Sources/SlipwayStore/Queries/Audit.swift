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

    public func insertAuditEntry(_ entry: AuditEntry, tag: [UInt8]) throws {
        let event = entry.event
        try run(
            Query(
                """
                INSERT INTO audit (sequence, time, actor, action, subject, app, environment, name, version, detail,
                    remote, via, request, tag)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                values: [
                    .integer(entry.sequence), .integer(event.time.milliseconds), .text(event.actor),
                    .text(event.action.rawValue), .text(event.subject.rawValue), StoreValue(event.app),
                    StoreValue(event.environment), StoreValue(event.name), StoreValue(event.version),
                    StoreValue(event.detail), .text(event.origin.remote), .text(event.origin.via),
                    .text(event.origin.request), .blob(tag),
                ]
            )
        )
    }

    /// Up to `limit` entries after `sequence`, oldest first.
    public func auditEntries(after sequence: Int64, limit: Int) throws -> [TaggedAuditEntry] {
        try run(
            """
            SELECT sequence, time, actor, action, subject, app, environment, name, version, detail, remote, via, request,
                tag
            FROM audit WHERE sequence > \(sequence) ORDER BY sequence LIMIT \(limit)
            """
        ).map(TaggedAuditEntry.init)
    }

    /// Lends up to `limit` entries after `sequence`, oldest first, as what the chain is computed over and their tags.
    ///
    /// - Throws: `store_damaged` at an entry that cannot be read, and what `body` throws.
    public func scanAudit(
        after sequence: Int64,
        limit: Int,
        _ body: (_ sequence: Int64, _ encoding: [UInt8], _ tag: UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var encoding = CanonicalEncoding()
        try scan(
            """
            SELECT sequence, time, actor, action, subject, app, environment, name, version, detail, remote, via, request,
                tag
            FROM audit WHERE sequence > \(sequence) ORDER BY sequence LIMIT \(limit)
            """
        ) { row in
            let sequence = try row.integer(0)
            encoding.begin(sequence: sequence, time: Timestamp(milliseconds: try row.integer(1)))
            for column in 2...12 {
                if column == 8 {
                    encoding.append(row.isNull(8) ? nil : String(try row.integer(8)))
                } else if (5...9).contains(column), row.isNull(column) {
                    encoding.appendNothing()
                } else {
                    encoding.append(try row.bytes(column, .text))
                }
            }
            try body(sequence, encoding.bytes, row.bytes(13, .blob))
        }
    }

    /// Up to `limit` entries before `sequence`, newest first, of one app or of all.
    public func auditEntries(of app: AppName?, before sequence: Int64, limit: Int) throws -> [TaggedAuditEntry] {
        guard let app else {
            return try run(
                """
                SELECT sequence, time, actor, action, subject, app, environment, name, version, detail, remote, via,
                    request, tag
                FROM audit WHERE sequence < \(sequence) ORDER BY sequence DESC LIMIT \(limit)
                """
            ).map(TaggedAuditEntry.init)
        }
        return try run(
            """
            SELECT sequence, time, actor, action, subject, app, environment, name, version, detail, remote, via, request,
                tag
            FROM audit WHERE app = \(app.text) AND sequence < \(sequence) ORDER BY sequence DESC LIMIT \(limit)
            """
        ).map(TaggedAuditEntry.init)
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

/// An entry and the tag that authenticates the chain after it.
public struct TaggedAuditEntry: Sendable {
    public let entry: AuditEntry
    public let tag: [UInt8]

    init(_ row: ResultRow) throws {
        guard let action = AuditAction(rawValue: try row.text(3)), let subject = AuditSubject(rawValue: try row.text(4))
        else {
            throw SlipwayError(.storeDamaged, "entry \(try row.integer(0)) of the audit trail is damaged")
        }
        entry = try AuditEntry(
            sequence: row.integer(0),
            event: AuditEvent(
                time: Timestamp(milliseconds: row.integer(1)),
                actor: row.text(2),
                action: action,
                subject: subject,
                app: row.optionalText(5),
                environment: row.optionalText(6),
                name: row.optionalText(7),
                version: row.optionalInteger(8),
                detail: row.optionalText(9),
                origin: AuditEvent.Origin(remote: row.text(10), via: row.text(11), request: row.text(12))
            )
        )
        tag = try row.blob(13)
    }
}
