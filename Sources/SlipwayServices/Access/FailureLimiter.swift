import SlipwayModel
import Synchronization

/// Counts refused keys by address, so that guessing can neither fill the audit trail nor keep the disk busy.
final class FailureLimiter: Sendable {
    enum Verdict {
        case counted
        /// The last one recorded in this window.
        case last
        case over
    }

    private struct Window {
        let start: Timestamp
        var count: Int
    }

    static let limit = 20
    private static let windowSeconds: Int64 = 60
    /// Bounds the memory an attacker with many addresses can take.
    private static let addressLimit = 10_000

    private let windows = Mutex<[String: Window]>([:])

    func failure(from address: String, at now: Timestamp) -> Verdict {
        windows.withLock { windows in
            if windows.count >= Self.addressLimit {
                windows = windows.filter { now < $0.value.start.adding(seconds: Self.windowSeconds) }
                if windows.count >= Self.addressLimit { return .over }
            }
            var window = windows[address] ?? Window(start: now, count: 0)
            if window.start.adding(seconds: Self.windowSeconds) <= now { window = Window(start: now, count: 0) }
            window.count = min(window.count + 1, Self.limit + 1)
            windows[address] = window
            return window.count < Self.limit ? .counted : window.count == Self.limit ? .last : .over
        }
    }
}
