import SlipwayModel
import SlipwayTesting
import Testing

@testable import SlipwayServices

@Suite("What a bounded cache keeps")
struct BoundedCacheTests {
    private func cache(_ limit: Int = 1_000) -> BoundedCache<Int, String> { BoundedCache(byteLimit: limit) }

    private func put(_ cache: BoundedCache<Int, String>, _ key: Int, size: Int = 10) {
        cache.insert("\(key)", size: size, for: key, cache.ticket(for: key))
    }

    @Test("what was put in is there until it is removed, and only that is removed")
    func keeps() {
        let cache = cache()
        for key in 0..<5 { put(cache, key) }
        cache.remove(3)
        #expect((0..<6).map(cache.value) == ["0", "1", "2", nil, "4", nil])
    }

    @Test("W5 what was loaded while its key was removed is not kept; after that it is")
    func raced() {
        let cache = cache()
        let ticket = cache.ticket(for: 1)
        cache.remove(1)
        cache.insert("old", size: 10, for: 1, ticket)
        #expect(cache.value(1) == nil)
        put(cache, 1)
        #expect(cache.value(1) == "1")
    }

    @Test("it never holds more than its limit, and keeps what is used")
    func limit() {
        let cache = cache(1_000)
        put(cache, 0, size: 501)
        #expect(cache.value(0) == nil, "larger than a generation")
        for key in 1...1_000 {
            put(cache, key)
            #expect(cache.value(1) == "1", "used every time")
        }
        let kept = (2...1_000).filter { cache.value($0) != nil }
        #expect(kept.count <= 100 && !kept.isEmpty)
        #expect(kept.contains(1_000) && !kept.contains(2))
    }
}
