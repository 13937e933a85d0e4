import SlipwayTesting
import Testing

@testable import SlipwayServices

/// The ring under hashes that meet, where the key alone decides and the index is full of detours.
@Suite("A ring whose hashes meet")
struct PackedRingTests {
    private static func put(_ ring: inout PackedRing, _ key: PackedRing.Key, _ value: [UInt8], _ hash: UInt32) {
        value.withUnsafeBytes { ring.insert($0, for: key, hash: hash) }
    }

    private static func kept(_ ring: inout PackedRing, _ key: PackedRing.Key, _ hash: UInt32) -> [UInt8]? {
        ring.withValue(key, hash: hash) { Array($0) }
    }

    @Test("W5 keys that differ in owner, length or one byte are told apart", arguments: [0, 1 << 31, UInt32.max])
    func keys(hash: UInt32) {
        var ring = PackedRing(capacity: 10_000)
        let names = ["", "A", "B", "AA", "AB", "AAA", String(repeating: "A", count: 128)]
        let keys = names.flatMap { name in [0, 1, -1, .max].map { PackedRing.Key(owner: $0, name: name) } }
        for (index, key) in keys.enumerated() { Self.put(&ring, key, [UInt8(index)], hash) }
        for (index, key) in keys.enumerated() { #expect(Self.kept(&ring, key, hash) == [UInt8(index)]) }
        // From the middle, so that those behind move up.
        for index in stride(from: 1, to: keys.count, by: 2) { ring.remove(keys[index], hash: hash) }
        for (index, key) in keys.enumerated() {
            #expect(Self.kept(&ring, key, hash) == (index.isMultiple(of: 2) ? [UInt8(index)] : nil))
        }
    }

    @Test("W5 under few hashes, at the end of the index too, what is kept is what was put in last", arguments: 0..<8)
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let hashes: [UInt32] = [0, 1, 63, 64, .max, .max - 1]
        var ring = PackedRing(capacity: seed.isMultiple(of: 2) ? 700 : 1 << 20)
        var model: [Int: [UInt8]] = [:]
        var found = 0
        for step in 0..<5_000 {
            let number = generator.int(0...60)
            let (key, hash) = (
                PackedRing.Key(owner: Int64(number % 3), name: "N\(number)"), hashes[number % hashes.count]
            )
            switch generator.int(0...5) {
            case 0:
                ring.remove(key, hash: hash)
                model[number] = nil
            case 1, 2:
                let value = (0..<generator.int(0...40)).map { UInt8(truncatingIfNeeded: step &+ $0) }
                Self.put(&ring, key, value, hash)
                model[number] = value
            default:
                guard let kept = Self.kept(&ring, key, hash) else { continue }
                found += 1
                #expect(kept == model[number])
            }
        }
        #expect(found > 200)
    }
}
