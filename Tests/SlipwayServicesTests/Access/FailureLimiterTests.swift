import SlipwayModel
import SlipwayTesting
import Testing

@testable import SlipwayServices

@Suite("Counting refused keys")
struct FailureLimiterTests {
    @Test("T2 a window lasts a minute, for each address by itself")
    func windows() {
        let limiter = FailureLimiter()
        let now = FixedClock.start
        for _ in 1..<FailureLimiter.limit { #expect(limiter.failure(from: "a", at: now) == .counted) }
        #expect(limiter.failure(from: "a", at: now) == .last)
        #expect(limiter.failure(from: "a", at: now.adding(seconds: 59)) == .over)
        #expect(limiter.failure(from: "b", at: now) == .counted)
        #expect(limiter.failure(from: "a", at: now.adding(seconds: 60)) == .counted)
    }

    @Test("many addresses take no more than a bound of memory, and old ones make room")
    func addresses() {
        let limiter = FailureLimiter()
        let now = FixedClock.start
        for number in 0..<10_000 { #expect(limiter.failure(from: "\(number)", at: now) == .counted) }
        #expect(limiter.failure(from: "one more", at: now) == .over)
        #expect(limiter.failure(from: "one more", at: now.adding(seconds: 60)) == .counted)
    }

    @Test("W4 a failure at either end of time is counted")
    func extremes() {
        let limiter = FailureLimiter()
        #expect(limiter.failure(from: "a", at: .init(milliseconds: .max)) == .counted)
        #expect(limiter.failure(from: "b", at: .init(milliseconds: .min)) == .counted)
    }
}
