import Dispatch
import Synchronization
public import SlipwayStore

/// Keeps a store's only writer busy, so that whatever has to be committed waits, and is then committed together.
public final class HeldWriter: Sendable {
    private let released = DispatchSemaphore(value: 0)

    /// Returns once the writer is held.
    public init(_ store: any Store) async {
        await withCheckedContinuation { continuation in
            let held = Mutex<CheckedContinuation<Void, Never>?>(continuation)
            store.write { [released] _ in
                // The store may run this again.
                held.withLock { $0.take() }?.resume()
                // A test that forgets to let go fails, but does not hang.
                _ = released.wait(timeout: .now() + .seconds(Deadline.seconds))
            } completion: { _ in
            }
        }
    }

    public func release() { released.signal() }

    deinit { release() }
}
