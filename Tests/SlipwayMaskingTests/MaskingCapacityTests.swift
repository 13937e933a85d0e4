import Testing

@testable import SlipwayMasking

@Suite("Masking: capacity")
struct MaskingCapacityTests {
    @Test("M4 five thousand values are masked, none is left out")
    func manyValues() {
        var generator = SeededGenerator(seed: 5000)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let values = (0..<5000).map { _ in generator.bytes(generator.int(8...24), from: alphabet) }
        let text = Array(values.map { $0 + [0x20] }.joined())
        let expected = Array(values.map { _ in Masking.mask + [0x20] }.joined())
        #expect(masked(text, MaskingPatterns(values: values), pieceLength: 4096) == expected)
    }

    @Test("M4 a text and a value of one repeated letter take time linear in their length", arguments: [1, 1000, .max])
    func repetition(pieceLength: Int) {
        // A search that starts again at each letter would take a thousand million steps here, and not finish in time.
        let value = Array(repeating: UInt8(ascii: "a"), count: 20_000) + [UInt8(ascii: "b")]
        let patterns = MaskingPatterns(values: [value])
        let text = Array(repeating: UInt8(ascii: "a"), count: 60_000)
        #expect(patterns.automaton != nil)
        #expect(masked(text, patterns, pieceLength: pieceLength) == text)
        let expected = Array(repeating: UInt8(ascii: "a"), count: 40_000) + Masking.mask
        #expect(masked(text + [UInt8(ascii: "b")], patterns, pieceLength: pieceLength) == expected)
    }

    @Test("M4 values that are endings of each other take time linear in the text")
    func endings() {
        var generator = SeededGenerator(seed: 7)
        let longest = generator.bytes(150, from: Array("abcdefgh".utf8)) + [UInt8(ascii: "!")]
        let values = (0..<100).map { Array(longest[$0...]) }
        let patterns = MaskingPatterns(values: values)
        let text = Array(repeatElement(longest.dropLast(), count: 20).joined())
        #expect(masked(text, patterns, pieceLength: 100) == text)
        #expect(masked(text + longest, patterns, pieceLength: 100) == text + Masking.mask)
    }

    @Test(
        "M4 line breaks and control sequences without end take time linear in their number",
        arguments: ["\n", "\r\n", "\u{1B}[m", "\u{1B}[m\n", "a\n", "ab\u{1B}[m", "\u{1B}", "\u{1B}["]
    )
    func interruptions(unit: String) {
        // A search that goes back over all of them from each would take minutes here.
        let values = (0..<20).map { "a-long-value-of-a-secret-\($0)" } + ["abcdefgh"]
        let text = String(repeating: unit, count: 300_000 / unit.utf8.count)
        #expect(masked(text, values, pieceLength: 65_536) == text)
    }

    @Test("M4 values that share a long beginning are told apart")
    func sharedBeginnings() {
        let start = String(repeating: "shared-beginning-", count: 40)
        let values = (0..<200).map { "\(start)\($0)" }
        #expect(masked("\(start)199 \(start)x", values, pieceLength: 11) == "\(mask) \(start)x")
    }

    @Test("M4 ordinary values need no automaton, and a value of 64 KiB is held back and masked whole")
    func longValue() {
        var generator = SeededGenerator(seed: 64)
        let value = generator.bytes(65_536, from: Array("abcdefghijklmnopqrstuvwxyz".utf8))
        let patterns = MaskingPatterns(values: [value])
        #expect(patterns.automaton == nil)
        #expect(masked(value, patterns, pieceLength: 1000) == Masking.mask)
        let cut = Array(value.dropLast()) + [0x21]
        #expect(masked(cut, patterns, pieceLength: 1000) == cut)
    }
}
