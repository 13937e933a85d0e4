public import SlipwayModel
import Synchronization

/// A clock that stands still until a test moves it.
public final class FixedClock: Sendable {
    /// 2024-01-20T14:30:00Z, where every fixed clock starts.
    public static let start = Timestamp(milliseconds: 1_705_761_000_000)

    private let time = Mutex(start)

    public init() {}

    public var now: Timestamp { time.withLock { $0 } }

    public func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}
