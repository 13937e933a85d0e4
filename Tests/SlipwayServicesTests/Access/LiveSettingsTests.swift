import SlipwayModel
import SlipwayTesting
import Synchronization
import Testing

@testable import SlipwayServices

@Suite("Settings that follow the file")
struct LiveSettingsTests {
    @Test("T10 requests that came in together share one look at the file, and one that comes in later has its own")
    func looks() {
        let looks = Mutex(0)
        let settings = LiveSettings(
            Settings(),
            hasChanged: {
                looks.withLock { $0 += 1 }
                return false
            }
        )
        let arrival = ContinuousClock.now
        for _ in 0..<3 { _ = settings.refresh(since: arrival) }
        #expect(looks.withLock { $0 } == 1)
        // Later than any look so far.
        _ = settings.refresh(since: .now + .seconds(60))
        #expect(looks.withLock { $0 } == 2)
        // Nobody knows when this one came in.
        _ = settings.refresh()
        #expect(looks.withLock { $0 } == 3)
        _ = settings.refresh(since: arrival)
        #expect(looks.withLock { $0 } == 3)
    }

    @Test("T10 a change is seen by whoever came in after the last look before it")
    func changes() {
        let new = Mutex<Settings?>(nil)
        let settings = LiveSettings(
            Settings(),
            reload: {
                new.withLock { settings in
                    defer { settings = nil }
                    return settings
                }
            }
        )
        let early = ContinuousClock.now
        #expect(settings.refresh(since: early).unrecorded == nil)
        new.withLock { $0 = Settings(apiKeys: [.test("ci", "key", role: .viewer)]) }
        #expect(settings.refresh(since: early).snapshot.settings.apiKeys.isEmpty)
        #expect(settings.refresh(since: .now + .seconds(60)).unrecorded == 1)
        #expect(settings.refresh(since: early).snapshot.settings.apiKeys.map(\.name) == ["ci"])
    }
}
