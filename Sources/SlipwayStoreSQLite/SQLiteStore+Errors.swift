import CSQLite
import SlipwayModel

extension SQLiteStore {
    /// Says in one sentence which of the known things is wrong with the database.
    ///
    /// Anything else passes unchanged.
    static func translate(_ error: any Error, path: String) -> any Error {
        guard let error = error as? SQLiteError else { return error }
        switch error.primaryCode {
        case SQLITE_FULL:
            return SlipwayError(.storeFull, "the disk that holds \(path) is full: writes are refused, nothing was lost")
        case SQLITE_READONLY, SQLITE_PERM:
            return SlipwayError(.storeReadOnly, "the database \(path) is read-only: writes are refused")
        case SQLITE_CANTOPEN:
            return SlipwayError(
                .storeReadOnly,
                "the database \(path) cannot be opened: its folder must exist and be writable by this user"
            )
        case SQLITE_BUSY, SQLITE_LOCKED:
            return SlipwayError(.storeLocked, "the database \(path) is locked by another process")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            return SlipwayError(.storeDamaged, "the database \(path) is damaged or not a database")
        case SQLITE_IOERR:
            return SlipwayError(
                .storeFailed,
                "the disk that holds \(path) failed (SQLite code \(error.code))"
            )
        default:
            return SlipwayError(.storeFailed, "the database failed (SQLite code \(error.code))")
        }
    }
}
