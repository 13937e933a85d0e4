import Dispatch
import Synchronization

/// Moves what a long log holds into the database, on a thread of its own while commits go on.
///
/// The log begins anew only when all of it has been moved, which beside commits it never is: the writer moves the little that
/// was added meanwhile. Moving all of it by itself would stop it for some 40 ms with a million secrets.
final class Checkpointer: Sendable {
    private enum Phase {
        case idle
        case moving
        case moved
    }

    private let path: String
    private let phase = Mutex(Phase.idle)
    private let queue = DispatchQueue(label: "slipway.store.checkpointer", qos: .userInitiated)
    private let connection = Mutex<SQLiteConnection?>(nil)

    init(path: String) { self.path = path }

    /// Begins to move what the log holds, unless that goes on.
    ///
    /// - Returns: whether it has ended, once: what is left in the log then is for the caller to move.
    func hasMoved() -> Bool {
        phase.withLock { phase in
            switch phase {
            case .idle:
                phase = .moving
                queue.async { [self] in move() }
                return false
            case .moving: return false
            case .moved:
                phase = .idle
                return true
            }
        }
    }

    /// Waits until nothing is being moved.
    func wait() { queue.sync {} }

    /// The same, and gives the file back.
    func close() {
        queue.sync {
            connection.withLock { connection in
                connection?.close()
                connection = nil
            }
        }
    }

    private func move() {
        connection.withLock { connection in
            // Without a connection all is left to the writer.
            if connection == nil {
                connection = try? SQLiteConnection(path: path, .readWrite, script: "PRAGMA synchronous = FULL")
            }
            connection?.checkpoint()
        }
        phase.withLock { $0 = .moved }
    }
}
