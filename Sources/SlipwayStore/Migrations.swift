import SlipwayModel

/// The schema, as steps that only move forward.
///
/// A shipped step is never edited; a change appends one.
public enum Migrations {
    public static let latest = Int64(steps.count)

    /// Brings a store to the latest schema, in one transaction.
    ///
    /// - Throws: `SlipwayError` (`store_newer`) when a newer Slipway wrote the store; nothing is changed then.
    public static func run(on store: some Store) async throws { try await run(on: store, to: latest) }

    /// The same up to an older schema, as tests make stores of earlier versions.
    package static func run(on store: some Store, to schema: Int64) async throws {
        try await store.write { transaction in
            try transaction.run("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)")
            let found = try transaction.run("SELECT version FROM schema_version").first?.integer(0)
            guard found != schema else { return }
            let version = found ?? 0
            guard version >= 0 else { throw SlipwayError(.storeDamaged, "the database has no valid schema version") }
            guard version < schema else {
                throw SlipwayError(
                    .storeNewer,
                    "the database has schema \(version) and this slipway knows up to \(schema): a newer one wrote it"
                )
            }
            if found == nil { try transaction.run("INSERT INTO schema_version (version) VALUES (0)") }
            for step in steps[Int(version)..<Int(schema)] { try step.run(in: transaction) }
            try transaction.run("UPDATE schema_version SET version = \(schema)")
        }
    }

    enum Step: Sendable {
        case statements([Query])
        /// For what SQL cannot say.
        case code(@Sendable (any Transaction) throws -> Void)

        func run(in transaction: any Transaction) throws {
            switch self {
            case .statements(let statements): for statement in statements { try transaction.run(statement) }
            case .code(let code): try code(transaction)
            }
        }
    }

    private static let steps = firstSteps + placedVariables

    private static let firstSteps: [Step] = [
        .statements([
            // The one row that says which master key the store wants, and the keys of the audit trail sealed under it.
            """
            CREATE TABLE instance (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                identifier BLOB NOT NULL,
                master_key_id TEXT NOT NULL,
                scrypt_salt BLOB NOT NULL,
                audit_keys BLOB NOT NULL,
                created_at BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE apps (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                created_at BIGINT NOT NULL,
                created_by TEXT NOT NULL
            )
            """,
            // Row 0, of no app, is what global variables belong to.
            """
            CREATE TABLE environments (
                id INTEGER PRIMARY KEY,
                app_id BIGINT REFERENCES apps (id),
                name TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                created_by TEXT NOT NULL,
                UNIQUE (app_id, name),
                CHECK ((id = 0) = (app_id IS NULL))
            )
            """,
            "INSERT INTO environments (id, app_id, name, created_at, created_by) VALUES (0, NULL, '', 0, '')",
            """
            CREATE TABLE data_keys (
                environment_id BIGINT PRIMARY KEY REFERENCES environments (id),
                wrapped BLOB NOT NULL
            )
            """,
            // `sealed` is NULL once a variable is unset: the row stays, so that versions go on and never repeat.
            """
            CREATE TABLE variables (
                id INTEGER PRIMARY KEY,
                environment_id BIGINT NOT NULL REFERENCES environments (id),
                name TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('plain', 'secret')),
                version BIGINT NOT NULL CHECK (version > 0),
                sealed BLOB,
                updated_at BIGINT NOT NULL,
                updated_by TEXT NOT NULL,
                UNIQUE (environment_id, name)
            )
            """,
            """
            CREATE TABLE variable_history (
                variable_id BIGINT NOT NULL REFERENCES variables (id),
                version BIGINT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('plain', 'secret')),
                sealed BLOB NOT NULL,
                updated_at BIGINT NOT NULL,
                updated_by TEXT NOT NULL,
                PRIMARY KEY (variable_id, version)
            )
            """,
            """
            CREATE TABLE audit (
                sequence INTEGER PRIMARY KEY,
                time BIGINT NOT NULL,
                actor TEXT NOT NULL,
                action TEXT NOT NULL,
                subject TEXT NOT NULL,
                app TEXT,
                environment TEXT,
                name TEXT,
                version BIGINT,
                detail TEXT,
                remote TEXT NOT NULL,
                via TEXT NOT NULL,
                request TEXT NOT NULL,
                tag BLOB NOT NULL
            )
            """,
            "CREATE INDEX audit_of_app ON audit (app, sequence)",
            // The end of the chain, authenticated: a cut tail no longer matches it.
            """
            CREATE TABLE audit_head (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                count BIGINT NOT NULL,
                hash BLOB NOT NULL,
                tag BLOB NOT NULL
            )
            """,
            """
            CREATE TABLE audit_checkpoints (
                count BIGINT PRIMARY KEY,
                hash BLOB NOT NULL,
                time BIGINT NOT NULL,
                signature BLOB NOT NULL
            )
            """,
            // What the server last saw in `api_keys`, so that additions and removals made while it was down are audited.
            """
            CREATE TABLE known_api_keys (
                hash BLOB PRIMARY KEY,
                name TEXT NOT NULL,
                entry TEXT NOT NULL
            )
            """,
        ]),
        // Entries as the bytes the chain is computed over, instead of a column for each of their fields: written once,
        // read once, and nothing can differ between the two.
        .statements([
            "DROP INDEX audit_of_app",
            "ALTER TABLE audit RENAME TO audit_fields",
            """
            CREATE TABLE audit (
                sequence INTEGER PRIMARY KEY,
                app TEXT,
                entry BLOB NOT NULL,
                tag BLOB NOT NULL
            )
            """,
        ]),
        .code(encodeEntries),
        .statements(["DROP TABLE audit_fields", "CREATE INDEX audit_of_app ON audit (app, sequence)"]),
        // Links between the entries of an app instead of the index: see ``AuditLinks``.
        .statements([
            "ALTER TABLE audit RENAME TO audit_unlinked",
            """
            CREATE TABLE audit (
                sequence INTEGER PRIMARY KEY,
                app TEXT,
                previous BIGINT NOT NULL,
                entry BLOB NOT NULL,
                tag BLOB NOT NULL
            )
            """,
            """
            INSERT INTO audit (sequence, app, previous, entry, tag)
            SELECT sequence, app, COALESCE((
                    SELECT before.sequence FROM audit_unlinked AS before
                    WHERE before.app = entry.app AND before.sequence < entry.sequence
                    ORDER BY before.sequence DESC LIMIT 1
                ), 0), entry.entry, tag
            FROM audit_unlinked AS entry ORDER BY sequence
            """,
            // In a table of its own: up to the last full 512 entries.
            "CREATE TABLE audit_ends (app TEXT PRIMARY KEY, sequence BIGINT NOT NULL) WITHOUT ROWID",
            """
            INSERT INTO audit_ends (app, sequence)
            SELECT app, MAX(sequence) FROM audit_unlinked
            WHERE app IS NOT NULL AND sequence <= (SELECT (MAX(sequence) - 1) / 512 * 512 FROM audit_unlinked)
            GROUP BY app
            """,
            "DROP TABLE audit_unlinked",
        ]),
        // Several entries in a row: see ``AuditBlock``.
        .statements(["CREATE TABLE audit_blocks (first INTEGER PRIMARY KEY, entries BLOB NOT NULL)"]),
        .code(packEntries),
        .statements(["DROP TABLE audit"]),
    ]

    private static func packEntries(in transaction: any Transaction) throws {
        var (last, block, isWhole) = (Int64(0), AuditBlock(first: 1), true)
        while true {
            let start = last
            try transaction.scan(
                "SELECT sequence, previous, entry, tag FROM audit WHERE sequence > \(start) ORDER BY sequence LIMIT 1000"
            ) { row in
                let sequence = try row.integer(0)
                let (entry, tag) = (try? row.bytes(2, .blob), try? row.bytes(3, .blob))
                // What is missing stays missing, and what is damaged stays so, in a row of its own that takes no other entry
                // along: it is `audit:verify` that says what.
                let isReadable = entry.flatMap { CanonicalEncoding.place(in: $0) }?.sequence == sequence
                if block.isFull || sequence != last + 1 || !isReadable || !isWhole {
                    if !block.isEmpty { try transaction.insertAuditBlock(block) }
                    block = AuditBlock(first: sequence)
                }
                block.append(
                    previous: (try? row.integer(1)) ?? 0,
                    encoding: entry.map(Array.init) ?? [],
                    tag: tag.map(Array.init) ?? []
                )
                (last, isWhole) = (sequence, isReadable)
            }
            guard last > start else { break }
        }
        if !block.isEmpty { try transaction.insertAuditBlock(block) }
    }

    private static func encodeEntries(in transaction: any Transaction) throws {
        var last: Int64 = 0
        while true {
            let rows = try transaction.run(
                """
                SELECT sequence, time, actor, action, subject, app, environment, name, version, detail, remote, via,
                    request, tag
                FROM audit_fields WHERE sequence > \(last) ORDER BY sequence LIMIT 1000
                """
            )
            guard let end = try rows.last?.integer(0) else { return }
            for row in rows {
                let sequence = try row.integer(0)
                let fields = try (2...12).map { column in
                    // Who, what and where from are in every entry; a version is a number.
                    switch column {
                    case 2...4, 10...12: try row.text(column)
                    case 8: try row.optionalInteger(column).map { String($0) }
                    default: try row.optionalText(column)
                    }
                }
                let time = Timestamp(milliseconds: try row.integer(1))
                let encoding = CanonicalEncoding.bytes(sequence: sequence, time: time) { fields.forEach($0) }
                try transaction.run(
                    """
                    INSERT INTO audit (sequence, app, entry, tag)
                    VALUES (\(sequence), \(row.optionalText(5)), \(encoding), \(row.blob(13)))
                    """
                )
            }
            last = end
        }
    }
}
