import CSQLite
import SlipwayStore

/// One connection to the database file, with each statement compiled once.
///
/// `@unchecked Sendable`: whoever has it uses it from one thread at a time; ``SQLiteStore`` sees to that.
final class SQLiteConnection: Transaction, @unchecked Sendable {
    /// Settled before the first connection of the process is opened.
    private static let isConfigured = slipway_sqlite_configure() == SQLITE_OK

    /// What a statement may change.
    private enum Changes {
        case nothing
        case trail
        case state
    }

    private struct Statement {
        let handle: OpaquePointer
        let changes: Changes
    }

    enum Mode {
        case readOnly
        case readWrite
    }

    /// Nothing once it is closed.
    private var handle: OpaquePointer?
    /// As many as the program has texts.
    private var statements: [Query.Text: Statement] = [:]
    /// Set by every statement that may change something; set to false by whoever wants to know.
    var hasWritten = false
    /// Set by every statement that may change anything but the audit trail; set to false by whoever wants to know.
    var hasChangedState = false
    /// Of the statement that is being compiled: whether it may change the trail, and anything else.
    private var compiles = (trail: false, state: false)
    /// How many pages the log has after the commits of this connection.
    private(set) var logPages = 0
    var pendingTrail: PendingTrail? { didSet { hasWritten = true } }

    /// Opens the file and runs `script`, whatever statements it is to begin with.
    ///
    /// - Throws: ``SQLiteError``, of opening or of the script.
    init(path: String, _ mode: Mode, script: String) throws(SQLiteError) {
        _ = Self.isConfigured
        let flags = mode == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw SQLiteError(code: code)
        }
        handle = opened
        sqlite3_busy_timeout(handle, 5_000)
        // What a statement changes is what it says. The schema has none; one that was put into the file does not run.
        try check(slipway_sqlite_disable_triggers(handle))
        try execute(script)
        watch()
    }

    // Also when `init` throws: the handle is set by then.
    deinit { close() }

    /// Gives the file back; what is run after that throws.
    func close() {
        for statement in statements.values { sqlite3_finalize(statement.handle) }
        statements.removeAll()
        sqlite3_close_v2(handle)
        handle = nil
    }

    /// False also after SQLite has rolled back by itself, as it does when the disk is full or fails.
    var isInTransaction: Bool { handle.map { sqlite3_get_autocommit($0) == 0 } ?? false }

    /// Has SQLite tell what a statement that it compiles may change, and how long the log is after a commit.
    private func watch() {
        // Not counted: SQLite has it no longer than the handle lives.
        let this = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_set_authorizer(
            handle,
            { this, action, table, _, _, _ in
                if let this, [SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE].contains(action) {
                    let connection = Unmanaged<SQLiteConnection>.fromOpaque(this).takeUnretainedValue()
                    let isTrail = table.map { String(cString: $0).hasPrefix(trailTablePrefix) } ?? false
                    if isTrail { connection.compiles.trail = true } else { connection.compiles.state = true }
                }
                return SQLITE_OK
            },
            this
        )
        sqlite3_wal_hook(
            handle,
            { this, _, _, pages in
                if let this { Unmanaged<SQLiteConnection>.fromOpaque(this).takeUnretainedValue().logPages = Int(pages) }
                return SQLITE_OK
            },
            this
        )
    }

    /// Runs statements without values and without results.
    private func execute(_ script: String) throws(SQLiteError) {
        try check(sqlite3_exec(handle, script, nil, nil, nil))
    }

    @discardableResult
    func run(_ query: Query) throws -> [ResultRow] {
        var rows: [ResultRow] = []
        try walk(query) { row in
            rows.append(row.result)
            return true
        }
        return rows
    }

    func walk(_ query: Query, _ body: (Row) throws -> Bool) throws {
        let (statement, changes) = try statement(query.text)
        switch changes {
        case .nothing: break
        case .trail: hasWritten = true
        case .state: (hasWritten, hasChangedState) = (true, true)
        }
        defer {
            sqlite3_reset(statement)
            // What was bound is gone by now, or soon.
            sqlite3_clear_bindings(statement)
        }
        try bound(query.values, to: statement) {
            var row: Row?
            while true {
                switch sqlite3_step(statement) {
                case SQLITE_ROW:
                    let current = row ?? Row(columns: Columns(statement))
                    row = current
                    guard try body(current) else { return }
                case SQLITE_DONE: return
                default: throw lastError
                }
            }
        }
    }

    /// Runs `body` with `values` bound to the parameters of a statement from `index` on.
    ///
    /// SQLite reads them where they are, which is where they stay until `body` returns.
    private func bound(
        _ values: [StoreValue],
        from index: Int = 0,
        to statement: OpaquePointer,
        _ body: () throws -> Void
    ) throws {
        guard index < values.count else { return try body() }
        let parameter = Int32(index + 1)
        switch values[index] {
        case .null: try check(sqlite3_bind_null(statement, parameter))
        case .integer(let number): try check(sqlite3_bind_int64(statement, parameter, number))
        case .text(var text):
            return try text.withUTF8 { bytes in
                try bytes.withMemoryRebound(to: CChar.self) { characters in
                    let (start, count) = (characters.baseAddress, Int32(characters.count))
                    try check(sqlite3_bind_text(statement, parameter, start, count, slipway_sqlite_kept()))
                    try bound(values, from: index + 1, to: statement, body)
                }
            }
        // A pointer to nothing would bind NULL.
        case .blob(let bytes) where bytes.isEmpty: try check(sqlite3_bind_zeroblob(statement, parameter, 0))
        case .blob(let bytes):
            return try bytes.withUnsafeBytes { bytes in
                let (start, count) = (bytes.baseAddress, Int32(bytes.count))
                try check(sqlite3_bind_blob(statement, parameter, start, count, slipway_sqlite_kept()))
                try bound(values, from: index + 1, to: statement, body)
            }
        }
        try bound(values, from: index + 1, to: statement, body)
    }

    /// Moves what the log holds into the database and empties the log.
    func checkpointWhole() throws(SQLiteError) {
        try check(sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil))
    }

    /// Moves into the database what nobody reads the log for; the next commit begins the log anew when that is all of it.
    func checkpoint() { sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil) }

    private func statement(_ text: Query.Text) throws(SQLiteError) -> (OpaquePointer, Changes) {
        guard handle != nil else { throw SQLiteError(code: SQLITE_MISUSE) }
        if let statement = statements[text] { return (statement.handle, statement.changes) }
        var compiled: OpaquePointer?
        compiles = (false, false)
        try check(sqlite3_prepare_v3(handle, text.sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil))
        guard let compiled else { throw SQLiteError(code: SQLITE_MISUSE) }
        // Whatever else may write counts as a change.
        let changes: Changes =
            if sqlite3_stmt_readonly(compiled) != 0 { .nothing } else { compiles == (true, false) ? .trail : .state }
        statements[text] = Statement(handle: compiled, changes: changes)
        return (compiled, changes)
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        guard code == SQLITE_OK else { throw lastError }
    }

    private var lastError: SQLiteError { SQLiteError(code: sqlite3_extended_errcode(handle)) }
}

/// What SQLite answered instead of "done": an extended result code (sqlite.org/rescode.html).
struct SQLiteError: Error {
    let code: Int32

    /// The code without what it adds on where it happened.
    var primaryCode: Int32 { code & 0xFF }
}

/// The current row of a statement.
private final class Columns: RowColumns {
    private let statement: OpaquePointer

    init(_ statement: OpaquePointer) { self.statement = statement }

    var count: Int { Int(sqlite3_column_count(statement)) }

    func isNull(_ column: Int) -> Bool { sqlite3_value_type(value(column)) == SQLITE_NULL }

    func integer(_ column: Int) -> Int64? {
        let value = value(column)
        return sqlite3_value_type(value) == SQLITE_INTEGER ? sqlite3_value_int64(value) : nil
    }

    func bytes(_ column: Int, _ kind: StoreValue.Kind) -> UnsafeRawBufferPointer? {
        let value = value(column)
        guard sqlite3_value_type(value) == (kind == .text ? SQLITE_TEXT : SQLITE_BLOB) else { return nil }
        // In this order: asking for the bytes may move them, asking for their count may not.
        let start = sqlite3_value_blob(value)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    }

    /// Asked for once instead of by type, start and count: each call about a column looks for the row first.
    ///
    /// It is not protected, which in a connection without mutexes is no difference (sqlite.org/c3ref/value.html).
    private func value(_ column: Int) -> OpaquePointer? { sqlite3_column_value(statement, Int32(column)) }
}
