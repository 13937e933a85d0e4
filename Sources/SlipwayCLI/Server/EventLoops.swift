import NIOCore
import NIOPosix

/// Where a server's tasks run.
enum EventLoops {
    /// Has the event loops that read requests also run the tasks that answer them.
    ///
    /// Otherwise each request changes threads several times, which costs more than the work itself. No task of a server
    /// blocks: the database has threads of its own. Must come before any task of the process is started.
    static func runTasks() {
        // False where the runtime has no such hook: then tasks run on threads of their own, only slower.
        _ = NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
    }
}
