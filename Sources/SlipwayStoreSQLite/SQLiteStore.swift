import CSQLite
import Dispatch
import Glibc
import SlipwayModel
public import SlipwayStore
import Synchronization

/// The default engine: one SQLite file in WAL mode with `synchronous=FULL`.
///
/// There is one writer. Writes that wait while a commit is on its way to the disk are committed together by the next
/// one, so that durability costs one flush a batch and not one a write. When one of them throws after it has changed
/// something, all are run once more, each in a savepoint of its own. Reads run on the caller's own thread: a lookup takes
/// less time than it takes to wake another. SQLite forgets the pages it holds when a snapshot begins after a commit; so
/// one is kept for the next reads as long as only the trail grows and the log is not so long that it must begin anew.
public final class SQLiteStore: Store {
    private static let readerLimit = 4
    /// Pages in the log after which they are moved into the database, at the end of a commit: 16 MiB.
    private static let checkpointPages = 4_096
    private static let settings = """
        PRAGMA foreign_keys = ON;
        PRAGMA secure_delete = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA trusted_schema = OFF;
        PRAGMA cell_size_check = ON;
        PRAGMA cache_size = -4000;
        """

    private let path: String
    private let writer: SQLiteConnection
    private let writing = DispatchQueue(label: "slipway.store.writer", qos: .userInitiated)
    private let queue = Mutex(WriteQueue())
    private let idleReaders = Mutex<[Reader]>([])
    /// Twice the number of commits that were to change anything but the audit trail; odd while one is under way, which may
    /// be seen already.
    private let stateChanges = Atomic<Int>(0)
    /// False when the log is to begin anew or to end, which it cannot while a snapshot needs it.
    private let keepsSnapshots = Atomic<Bool>(true)
    private let readerSlots = DispatchSemaphore(value: readerLimit)

    /// Opens or creates the database at `path`, whose folder must exist.
    ///
    /// - Throws: `SlipwayError` with a `store_…` code that says what is wrong with the file.
    public init(path: String) throws {
        self.path = path
        do {
            writer = try SQLiteConnection(
                path: path,
                .readWrite,
                script: """
                    \(Self.settings)
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = FULL;
                    """
            )
        } catch {
            throw Self.translate(error, path: path)
        }
    }

    /// What the database at `path` says of itself, read without changing a byte of it; nothing when it is not there or new.
    ///
    /// Opening a store writes to it. Whoever has not the right master key must be stopped before that.
    ///
    /// - Throws: `SlipwayError` as ``init(path:)`` does.
    public static func instance(at path: String) throws -> InstanceRecord? {
        guard access(path, F_OK) == 0 else { return nil }
        do {
            let connection = try SQLiteConnection(path: path, .readOnly, script: settings)
            let tables = try connection.run("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'instance'")
            return tables.isEmpty ? nil : try connection.instance()
        } catch {
            throw translate(error, path: path)
        }
    }

    /// Waits for running statements, moves what the log holds into the database and closes both.
    ///
    /// Call once, when nothing uses the store any more.
    public func close() throws {
        do {
            try writing.sync {
                // Here, where no commit comes between that would keep them again.
                keepsSnapshots.store(false, ordering: .releasing)
                idleReaders.withLock { $0.removeAll() }
                // What was unset must not live on in the log of a server that is not running.
                try writer.checkpointWhole()
                writer.close()
            }
        } catch {
            throw Self.translate(error, path: path)
        }
    }

    public func read<R: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> R) async throws -> R {
        try read(fromKept: false, body)
    }

    public func readState<R: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> R) async throws -> R {
        try read(fromKept: true, body)
    }

    /// Runs `body` on a snapshot, which may be one that was kept.
    private func read<R>(fromKept mayBeKept: Bool, _ body: (any Transaction) throws -> R) throws -> R {
        do {
            readerSlots.wait()
            defer { readerSlots.signal() }
            let reader =
                try idleReaders.withLock { $0.popLast() }
                ?? Reader(try SQLiteConnection(path: path, .readOnly, script: Self.settings))
            defer { giveBack(reader) }
            // Before the snapshot begins: it may be newer than this says, which is no harm.
            let changes = stateChanges.load(ordering: .acquiring)
            if !mayBeKept || !reader.isCurrent(changes) { try reader.begin(changes) }
            do {
                let result = try body(reader.connection)
                // A body may go on after a statement that failed; SQLite may have ended the snapshot with it.
                guard reader.connection.isInTransaction else { throw SQLiteError(code: SQLITE_ABORT) }
                return result
            } catch {
                reader.end()
                throw error
            }
        } catch {
            throw Self.translate(error, path: path)
        }
    }

    private func giveBack(_ reader: Reader) {
        idleReaders.withLock { idle in
            if !mayKeepSnapshot(of: reader) { reader.end() }
            idle.append(reader)
        }
    }

    private func mayKeepSnapshot(of reader: Reader) -> Bool {
        reader.isCurrent(stateChanges.load(ordering: .acquiring)) && keepsSnapshots.load(ordering: .acquiring)
    }

    /// Commits, and ends the snapshots that are kept and should not be; has the log begin anew once it is long.
    private func commitAndSettle() throws {
        let changesState = writer.hasChangedState
        do {
            if changesState { stateChanges.add(1, ordering: .sequentiallyConsistent) }
            // Also when it fails: what is said to have failed may be there.
            defer { if changesState { stateChanges.add(1, ordering: .sequentiallyConsistent) } }
            try writer.run("COMMIT")
        }
        let isLong = writer.logPages >= Self.checkpointPages
        keepsSnapshots.store(!isLong, ordering: .releasing)
        guard isLong || changesState else { return }
        idleReaders.withLock { idle in
            for reader in idle where !mayKeepSnapshot(of: reader) { reader.end() }
        }
        if isLong { writer.checkpoint() }
    }

    public func write(
        _ body: @escaping @Sendable (any Transaction) throws -> Void,
        completion: @escaping @Sendable ((any Error)?) -> Void
    ) {
        let write = QueuedWrite(body, completion)
        guard queue.withLock({ $0.append(write) }) else { return }
        writing.async { [self] in
            while let batch = queue.withLock({ $0.takeBatch() }) { commit(batch) }
        }
    }

    private func commit(_ batch: [QueuedWrite]) {
        do {
            // A savepoint copies every page that is changed, which costs more than the change; few writes throw.
            do { try commit(batch, by: runInTurn) } catch is UnfinishedChange { try commit(batch, by: attempt) }
        } catch {
            let error = Self.translate(error, path: path)
            for write in batch { write.finish(error) }
            return
        }
        for write in batch { write.finish(nil) }
    }

    private func commit(_ batch: [QueuedWrite], by run: (QueuedWrite) throws -> Void) throws {
        // It may hold whoever holds this store.
        defer { writer.pendingTrail = nil }
        do {
            try writer.run("BEGIN IMMEDIATE")
            writer.hasChangedState = false
            for write in batch { try run(write) }
            try writer.pendingTrail?.write(in: writer)
            try commitAndSettle()
        } catch {
            if writer.isInTransaction { _ = try? writer.run("ROLLBACK") }
            throw error
        }
    }

    /// A write threw, and what it had changed by then is not told apart from what the writes before it did.
    private struct UnfinishedChange: Error {}

    /// Runs one write without a savepoint.
    ///
    /// Throws when the transaction cannot go on.
    private func runInTurn(_ write: QueuedWrite) throws {
        writer.hasWritten = false
        do {
            try write.run(writer)
            // A body may go on after a statement that failed; SQLite may have ended the transaction with it.
            guard writer.isInTransaction else { throw SQLiteError(code: SQLITE_ABORT) }
        } catch {
            guard writer.isInTransaction else { throw error }
            guard !writer.hasWritten else { throw UnfinishedChange() }
            write.refuse(Self.translate(error, path: path))
        }
    }

    /// Runs one write in a savepoint.
    ///
    /// Throws only when the whole batch is lost: SQLite ends the transaction by itself when the disk is full or fails.
    private func attempt(_ write: QueuedWrite) throws {
        let pending = writer.pendingTrail
        try writer.run("SAVEPOINT one")
        do {
            try write.run(writer)
        } catch {
            guard writer.isInTransaction else { throw error }
            try writer.run("ROLLBACK TO one")
            writer.pendingTrail = pending
            write.refuse(Self.translate(error, path: path))
        }
        try writer.run("RELEASE one")
    }
}
