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
    /// `app` is what the entry says, once more, and `previous` what ``AuditLinks`` says: the entries of one app are found by
    /// them.
    public func insertAuditEntry(
        sequence: Int64,
        app: String?,
        previous: Int64,
        encoding: [UInt8],
        tag: [UInt8]
    ) throws {
        try run(
            """
            INSERT INTO audit (sequence, app, previous, entry, tag)
            VALUES (\(sequence), \(app), \(previous), \(encoding), \(tag))
            """
        )
    }

    /// Up to `limit` entries after `sequence`, oldest first.
    public func auditEntries(after sequence: Int64, limit: Int) throws -> [AuditEntry] {
        try entries(
            "SELECT sequence, app, entry FROM audit WHERE sequence > \(sequence) ORDER BY sequence LIMIT \(limit)"
        )
    }

    /// Up to `limit` entries before `sequence`, newest first.
    public func auditEntries(before sequence: Int64, limit: Int) throws -> [AuditEntry] {
        try entries(
            """
            SELECT sequence, app, entry FROM audit WHERE sequence < \(sequence)
            ORDER BY sequence DESC LIMIT \(limit)
            """
        )
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
        var found: [AuditEntry] = []
        var (place, link) = (sequence, Int64(0))
        if sequence > (try lastAuditSequence()) {
            link = try lastAuditEntry(of: app.text)
        } else if let previous = try linkOfEntry(sequence, of: app, { _ in }) {
            link = previous
        } else {
            let page = try auditEntries(before: sequence, limit: limit)
            guard let first = page.first(where: { $0.event.app == app.text }) else {
                return ([], page.count < limit ? nil : page.last?.sequence)
            }
            return ([first], first.sequence)
        }
        while link > 0 {
            guard found.count < limit else { return (found, place) }
            let previous = try link < place ? linkOfEntry(link, of: app) { found.append(try AuditEntry($0)) } : nil
            guard let previous else {
                throw SlipwayError(.storeDamaged, "the audit trail is damaged: entry \(link) should be one of \(app)")
            }
            (place, link) = (link, previous)
        }
        return (found, nil)
    }

    /// Lends the row of an entry, when it is one of this app, and says which of the app's is before it.
    private func linkOfEntry(_ sequence: Int64, of app: AppName, _ body: (Row) throws -> Void) throws -> Int64? {
        var previous: Int64?
        try scan("SELECT sequence, app, entry, previous FROM audit WHERE sequence = \(sequence)") { row in
            guard let found = try row.optionalBytes(1, .text), app.text.utf8.elementsEqual(found) else { return }
            previous = try row.integer(3)
            try body(row)
        }
        return previous
    }

    /// Lends up to `limit` entries after `sequence`, oldest first, as they are stored.
    ///
    /// - Throws: `store_damaged` at a row that does not hold the entry it should, and what `body` throws.
    public func scanAudit(after sequence: Int64, limit: Int, _ body: (StoredAuditEntry) throws -> Void) throws {
        try scan(
            """
            SELECT sequence, app, entry, previous, tag FROM audit WHERE sequence > \(sequence)
            ORDER BY sequence LIMIT \(limit)
            """
        ) { row in try body(try StoredAuditEntry(row)) }
    }

    private func entries(_ query: Query) throws -> [AuditEntry] {
        var entries: [AuditEntry] = []
        try scan(query) { row in entries.append(try AuditEntry(row)) }
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

/// An entry while its row is lent: what the chain is computed over, and what else the row says.
public struct StoredAuditEntry {
    public let sequence: Int64
    /// UTF-8; nothing when the entry is of no app.
    public let app: UnsafeRawBufferPointer?
    /// The entry of the same app before; 0 when there is none.
    public let previous: Int64
    public let encoding: UnsafeRawBufferPointer
    public let tag: UnsafeRawBufferPointer

    fileprivate init(_ row: Row) throws {
        let place = try AuditPlace(row)
        encoding = try place.checked(row.bytes(2, .blob))
        sequence = place.sequence
        app = place.app
        previous = try row.integer(3)
        tag = try row.bytes(4, .blob)
    }
}

/// What the columns of a row say of the entry in it, for finding it; the entry itself is what counts.
private struct AuditPlace {
    let sequence: Int64
    let app: UnsafeRawBufferPointer?

    init(_ row: Row) throws {
        sequence = try row.integer(0)
        app = try row.optionalBytes(1, .text)
    }

    /// The encoding, when it is of the entry that the columns say.
    func checked(_ encoding: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
        guard isOf(encoding) else { throw damaged }
        return encoding
    }

    private func isOf(_ encoding: UnsafeRawBufferPointer) -> Bool {
        guard let place = CanonicalEncoding.place(in: encoding), place.sequence == sequence else { return false }
        guard let app, let found = place.app else { return app == nil && place.app == nil }
        return UnsafeRawBufferPointer(rebasing: encoding[found]).elementsEqual(app)
    }

    var damaged: SlipwayError { SlipwayError(.storeDamaged, "entry \(sequence) of the audit trail is damaged") }
}

extension AuditEntry {
    fileprivate init(_ row: Row) throws {
        let place = try AuditPlace(row)
        guard let entry = AuditEntry(canonicalEncoding: try place.checked(row.bytes(2, .blob))) else {
            throw place.damaged
        }
        self = entry
    }
}
