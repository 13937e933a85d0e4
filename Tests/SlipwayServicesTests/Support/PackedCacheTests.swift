import SlipwayTesting
import Testing

@testable import SlipwayServices

@Suite("What the packed cache keeps")
struct PackedCacheTests {
    private static func key(_ number: Int) -> PackedCache.Key {
        PackedCache.Key(owner: Int64(number % 7), name: "NAME_\(number)")
    }

    private static func value(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number &* 31 &+ $0) }
    }

    private static func kept(_ cache: PackedCache, _ number: Int) -> [UInt8]? {
        cache.withValue(key(number)) { Array($0) }
    }

    private static func put(_ cache: PackedCache, _ number: Int, count: Int = 50) {
        cache.insert(value(number, count), for: key(number), cache.ticket(for: key(number)))
    }

    @Test("W5 what is kept is what was put in last, whatever was asked for and removed before", arguments: 0..<12)
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let cache = PackedCache(byteLimit: [300, 2_000, 20_000, 9 << 20][Int(seed) % 4])
        var model: [Int: [UInt8]] = [:]
        var (found, lost) = (0, 0)
        for step in 0..<20_000 {
            let number = generator.int(0...(generator.int(0...3) == 0 ? 2_000 : 40))
            switch generator.int(0...9) {
            case 0:
                cache.forget(Self.key(number))
                model[number] = nil
            case 1...4:
                let count = generator.int(0...20) == 0 ? generator.int(0...400) : generator.int(0...60)
                let value = Self.value(step, count)
                cache.insert(value, for: Self.key(number), cache.ticket(for: Self.key(number)))
                model[number] = value
            default:
                guard let kept = Self.kept(cache, number) else {
                    if model[number] != nil { lost += 1 }
                    continue
                }
                found += 1
                #expect(kept == model[number])
            }
        }
        #expect(found > 100)
        if seed % 4 == 3 { #expect(lost == 0, "there is room for all") } else { #expect(lost > 0) }
    }

    @Test("what is larger than half of it is not kept, and neither is what it had before")
    func large() {
        let cache = PackedCache(byteLimit: 1_600)
        Self.put(cache, 1)
        Self.put(cache, 1, count: 1_000)
        #expect(Self.kept(cache, 1) == nil)
        Self.put(cache, 1, count: 700)
        #expect(Self.kept(cache, 1)?.count == 700)
    }

    @Test("W5 what was loaded before a change or while it was under way is not kept; after that it is")
    func raced() {
        let cache = PackedCache(byteLimit: 1_000)
        let key = Self.key(1)
        Self.put(cache, 1)
        Self.put(cache, 2)
        let before = cache.ticket(for: key)
        // Two at once, of which one ends.
        let changes = [cache.beginChange(of: key), cache.beginChange(of: key)]
        #expect(Self.kept(cache, 1) == nil && Self.kept(cache, 2) != nil)
        cache.end(changes[0])
        let during = cache.ticket(for: key)
        cache.insert([1], for: key, during)
        #expect(Self.kept(cache, 1) == nil)
        cache.end(changes[1])
        for ticket in [before, during] {
            cache.insert([1], for: key, ticket)
            #expect(Self.kept(cache, 1) == nil)
        }
        Self.put(cache, 1)
        #expect(Self.kept(cache, 1) == Self.value(1, 50))
    }

    @Test("the same name of another owner is another key, and no name is one too")
    func keys() {
        let cache = PackedCache(byteLimit: 1_000)
        let keys = [("A", 1), ("A", 2), ("", 1), ("AA", 1)].map { PackedCache.Key(owner: $1, name: $0) }
        for (index, key) in keys.enumerated() { cache.insert([UInt8(index)], for: key, cache.ticket(for: key)) }
        #expect(keys.map { cache.withValue($0) { $0[0] } } == [0, 1, 2, 3])
        cache.forget(keys[2])
        #expect(keys.map { cache.withValue($0) { $0[0] } } == [0, 1, nil, 3])
    }

    @Test("what is used stays, and nearly all of the room is used")
    func use() {
        let cache = PackedCache(byteLimit: 100_000)
        // A head of 18 bytes, a name of 10 or so and 50 of value.
        let room = 100_000 * 15 / 16 / 78
        for number in 1_000..<(1_000 + 3 * room) {
            Self.put(cache, number)
            #expect(Self.kept(cache, 1_000) != nil, "used every time")
        }
        let kept = (1_001..<(1_000 + 3 * room)).filter { Self.kept(cache, $0) != nil }
        #expect(kept.count > room * 9 / 10 && kept.count < room * 11 / 10)
    }
}

extension PackedCache {
    /// A change from beginning to end.
    fileprivate func forget(_ key: Key) { end(beginChange(of: key)) }
}
