import Testing

@testable import SlipwayMasking

@Suite("Masking: prefilter")
struct PrefilterTests {
    /// Patterns as they come out of a few random values of one length, and a matcher for those of `shortest` bytes on.
    private struct Sample {
        let patterns: [[UInt8]]
        let matcher: PatternMatcher

        init(_ generator: inout SeededGenerator, shortest: Int) {
            let alphabets = ["ab", "0123456789abcdef", "ABCxyz019+/", "\u{0}\n\u{1B}[m;é "].map { Array($0.utf8) }
            let alphabet = alphabets[generator.int(0...alphabets.count - 1)]
            var collector = PatternCollector()
            for _ in 0..<generator.int(1...5) {
                let value = generator.bytes(generator.int(shortest...shortest + 9), from: alphabet)
                value.withUnsafeBufferPointer { collector.add(value: $0) }
            }
            let (bytes, all) = (collector.bytes, SortedPatterns(collector.bytes, collector.patterns))
            let sorted = all.partitioned { all.patterns[$0].length >= shortest }.included
            patterns = sorted.patterns.map { pattern in
                (0..<Int(pattern.length)).map { bytes.base[pattern.offset + $0] }
            }
            matcher = PatternMatcher(sorted)
        }

        /// Patterns and beginnings of patterns, with and without something between them.
        func text(_ generator: inout SeededGenerator) -> [UInt8] {
            var text: [UInt8] = []
            while text.count < 1500 {
                let pattern = patterns[generator.int(0...patterns.count - 1)]
                text += pattern.prefix(generator.int(0...2) == 0 ? generator.int(0...pattern.count) : pattern.count)
                text += generator.bytes(generator.int(0...40), from: Array("ab01\n\u{1B}[ AQ=".utf8))
            }
            return text
        }
    }

    @Test("M1 no place where a pattern stands is passed over, whatever its length", arguments: 4...40)
    func neverMisses(shortest: Int) {
        for seed in 0..<2 {
            var generator = SeededGenerator(seed: UInt64(shortest << 8 | seed))
            let sample = Sample(&generator, shortest: shortest)
            let text = sample.text(&generator)
            var walks: Set<Int> = []
            text.withUnsafeBufferPointer { text in
                _ = sample.matcher.forEachWalk(in: text, from: 0, isFinal: true) { walk in
                    walks.insert(walk.start)
                    return true
                }
            }
            for place in text.indices where sample.patterns.contains(where: { text.holds($0, at: place) }) {
                #expect(walks.contains(place), "shortest \(shortest), seed \(seed), place \(place)")
            }
        }
    }

    @Test(
        "M1 what interrupts a window hides it no more in a long text than byte by byte",
        arguments: [4, 8, 12, 16, 24]
    )
    func interrupted(length: Int) {
        let inserted = [
            "\u{1B}[31m", "\u{1B}[38;5;104m", "\u{1B}(B", "\u{1B}", "\u{1B}[", "\r\n", "\n", "\r", "\t", "\n\n",
        ]
        .map { Array($0.utf8) }
        for seed in 0..<40 {
            var generator = SeededGenerator(seed: UInt64(length << 16 | seed))
            let value = generator.bytes(generator.int(length...length + 8), from: Array("abcdefghijklmnop".utf8))
            var collector = PatternCollector()
            value.withUnsafeBufferPointer { collector.add(value: $0) }
            var text = generator.bytes(generator.int(0...30), from: Array("xyz".utf8))
            for _ in 0..<4 {
                guard let pattern = collector.patterns.randomElement(using: &generator) else { continue }
                for index in 0..<Int(pattern.length) {
                    while generator.int(0...7) == 0 { text += inserted[generator.int(0...inserted.count - 1)] }
                    text.append(collector.bytes.base[pattern.offset + index])
                }
                text += generator.bytes(generator.int(0...90), from: Array("xyz \n".utf8))
            }
            let patterns = MaskingPatterns(values: [value])
            #expect(masked(text, patterns) == masked(text, patterns, pieceLength: 1), "length \(length), seed \(seed)")
        }
    }

    @Test("M4 few places are named in a text without patterns")
    func names() {
        var generator = SeededGenerator(seed: 1)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let values = (0..<1000).map { _ in generator.bytes(20, from: alphabet) }
        let patterns = MaskingPatterns(values: values)
        let text = generator.bytes(100_000, from: alphabet)
        var walks = 0
        text.withUnsafeBufferPointer { text in
            for matcher in patterns.matchers {
                _ = matcher.forEachWalk(in: text, from: 0, isFinal: true) { _ in
                    walks += 1
                    return true
                }
            }
        }
        #expect(walks < 10)
    }
}

@Suite("Masking: sets")
struct MaskingSetTests {
    @Test(
        "a Bloom filter forgets nothing, takes few other runs for its own, and does not look beyond them",
        arguments: [1, 100, 10_000, 300_000],
        [4, 5, 8]
    )
    func bloomFilter(count: Int, length: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        let filter = BloomFilter(count: count, length: length)
        let characters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/".utf8)
        func run() -> UInt64 {
            (0..<length).reduce(0) { run, _ in run << 8 | UInt64(characters.randomElement(using: &generator) ?? 0) }
        }
        func withOtherBytesAfter(_ run: UInt64) -> UInt64 { run | generator.next() & ~PrefixKey.mask(length) }
        let runs = (0..<count).map { _ in run() }
        for run in runs { filter.insert(withOtherBytesAfter(run)) }
        #expect(runs.allSatisfy { filter.query.mayContain(withOtherBytesAfter($0)) })
        let known = Set(runs)
        let others = (0..<10_000).map { _ in run() }.filter { !known.contains($0) }
        let mistaken = others.count { filter.query.mayContain(withOtherBytesAfter($0)) }
        #expect(mistaken < 1500)
        // Those that are the same but for one byte, be it the last.
        let neighbours = runs.prefix(10_000).map { run in
            let byte = UInt64(Int.random(in: 0..<length, using: &generator))
            return run ^ UInt64.random(in: 1...255, using: &generator) << (8 * byte)
        }.filter { !known.contains($0) }
        #expect(neighbours.count { filter.query.mayContain($0) } <= max(neighbours.count * 15 / 100, 1))
    }

    @Test("places come out once, in ascending order, and none from outside")
    func places() {
        PlaceSet.withMemory { memory in
            for start in [0, 100, 5000] {
                let places = PlaceSet(from: start, to: start + 10_000, in: memory)
                #expect(places.end == start + PlaceSet.capacity)
                places.insert(start + 190, through: start + 200)
                places.insert(start - 5, through: start + 1)
                places.insert(start + 198, through: start + 199)
                places.insert(places.end - 1, through: places.end + 9)
                places.insert(start + 7, through: start + 6)
                var popped: [Int] = []
                while let place = places.popFirst() { popped.append(place - start) }
                #expect(popped == [0, 1] + Array(190...200) + [PlaceSet.capacity - 1])
            }
        }
    }

    @Test("visible bytes are those between control sequences")
    func visibleBytes() {
        func visible(_ text: String, _ count: Int) -> VisibleBytes {
            Array(text.utf8).withUnsafeBufferPointer { VisibleBytes($0, from: 0, count: count) }
        }
        let both = visible("\u{1B}[31ma\u{1B}[0m\u{1B}[1mb\nc", 3)
        #expect(both.bytes == 0x0A_62_61 && both.count == 3 && !both.reachesEnd)
        #expect(both.countBeforeLineBreak == 2 && both.end == 16)
        #expect(visible("ab\u{1B}[3", 3).reachesEnd)
        #expect(visible("ab", 3).reachesEnd)
        let gap = visible("a" + String(repeating: "\u{1B}[0m", count: 17) + "b", 2)
        #expect(gap.count == 1 && !gap.reachesEnd)
    }
}

extension [UInt8] {
    fileprivate func holds(_ other: [UInt8], at place: Int) -> Bool {
        // The first byte by itself, because most comparisons end there.
        self[place] == other[0] && self[place...].starts(with: other)
    }
}
