import Testing

@testable import SlipwayMasking

@Suite("Masking: properties")
struct MaskingPropertyTests {
    /// Random values and a text made of pieces of them, of their patterns and of noise.
    private struct Sample {
        var values: [[UInt8]]
        var text: [UInt8] = []

        init(_ generator: inout SeededGenerator) {
            let alphabets = ["ab", "abc/\"' ", "0123456789abcdef", "AQgwxyz+/=", "\u{0}é&<%$\\{~"]
                .map { Array($0.utf8) }
            let alphabet = alphabets[generator.int(0...alphabets.count - 1)]
            let lengths = [1...8, 4...12, 8...40][generator.int(0...2)]
            values = []
            for _ in 0..<generator.int(1...6) {
                if let first = values.first, generator.int(0...2) == 0 {
                    let (start, extra) = (generator.int(0...first.count - 1), generator.int(1...9))
                    values.append(first[start...] + generator.bytes(extra, from: alphabet))
                } else {
                    values.append(generator.bytes(generator.int(lengths), from: alphabet))
                }
            }
            var collector = PatternCollector()
            for value in values where value.count >= Masking.shortestValue {
                value.withUnsafeBufferPointer { collector.add(value: $0) }
            }
            for _ in 0..<generator.int(1...12) {
                guard let pattern = collector.patterns.randomElement(using: &generator), generator.int(0...3) > 0 else {
                    text += generator.bytes(generator.int(0...20), from: alphabet)
                    continue
                }
                let start = generator.int(0...3) == 0 ? generator.int(0...Int(pattern.length)) : 0
                let end = generator.int(0...3) == 0 ? generator.int(start...Int(pattern.length)) : Int(pattern.length)
                text += (start..<end).map { collector.bytes.base[pattern.offset + $0] }
            }
        }
    }

    @Test("M1 M2 masking agrees with a naive search, whatever the values, texts and splits", arguments: 0..<8)
    func agreesWithNaiveSearch(part: UInt64) {
        for round in 0..<25 {
            let seed = part << 32 | UInt64(round)
            var generator = SeededGenerator(seed: seed)
            let sample = Sample(&generator)
            let expected = NaiveMasker(values: sample.values).masked(sample.text)
            let patterns = MaskingPatterns(values: sample.values)
            #expect(masked(sample.text, patterns) == expected, "seed \(seed), in one piece")
            #expect(masked(sample.text, patterns, pieceLength: 1) == expected, "seed \(seed), byte by byte")
            var stream = MaskingStream(patterns)
            var output: [UInt8] = []
            var rest = sample.text[...]
            while !rest.isEmpty {
                let length = generator.int(0...24)
                stream.mask(Array(rest.prefix(length)), into: &output)
                rest = rest.dropFirst(length)
            }
            stream.finish(into: &output)
            #expect(output == expected, "seed \(seed), in random pieces")
        }
    }

    @Test("M4 repetitive values agree with a naive search too", arguments: 0..<6)
    func repetitiveValues(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let unit = generator.bytes(generator.int(1...3), from: Array("ab".utf8))
        let long = Array(repeatElement(unit, count: 200).joined())
        let values = [long + [UInt8(ascii: "c")], Array(long.prefix(150)) + [UInt8(ascii: "d")], Array("cabd".utf8)]
        let patterns = MaskingPatterns(values: values)
        #expect(patterns.automaton != nil, "seed \(seed)")
        var text: [UInt8] = []
        for _ in 0..<6 {
            text += Array(long.prefix(generator.int(1...200))) + generator.bytes(2, from: Array("acd".utf8))
        }
        text += values[generator.int(0...2)]
        let expected = NaiveMasker(values: values).masked(text)
        for pieceLength in [1, 17, .max] {
            #expect(masked(text, patterns, pieceLength: pieceLength) == expected, "seed \(seed)")
        }
    }

    @Test("M1 with control sequences and line breaks anywhere, splits change nothing", arguments: 0..<4)
    func splitsAmongControlSequences(part: UInt64) {
        let inserted = ["\u{1B}[31m", "\u{1B}[K", "\u{1B}(B", "\u{1B}", "\u{1B}[", "\r\n", "\n", "\r"]
            .map { Array($0.utf8) }
        for round in 0..<25 {
            let seed = part << 32 | UInt64(round)
            var generator = SeededGenerator(seed: seed)
            let sample = Sample(&generator)
            var text: [UInt8] = []
            for byte in sample.text {
                if generator.int(0...9) == 0 { text += inserted[generator.int(0...inserted.count - 1)] }
                text.append(byte)
            }
            let patterns = MaskingPatterns(values: sample.values)
            let expected = masked(text, patterns)
            for pieceLength in [1, 2, 3, 11] {
                #expect(masked(text, patterns, pieceLength: pieceLength) == expected, "seed \(seed)")
            }
        }
    }

    @Test("M4 W4 random bytes as values and texts never trap", arguments: 0..<4)
    func randomBytes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let all = (UInt8.min...UInt8.max).map { $0 }
        let values = (0..<40).map { _ in generator.bytes(generator.int(0...60), from: all) }
        let patterns = MaskingPatterns(values: values)
        var text: [UInt8] = []
        for value in values where value.count >= Masking.shortestValue {
            text += generator.bytes(generator.int(0...50), from: all) + value
        }
        let output = masked(text, patterns)
        #expect(masked(text, patterns, pieceLength: 13) == output, "seed \(seed)")
        for value in values where value.count >= Masking.shortestValue {
            #expect(!output.contains(value), "seed \(seed)")
        }
    }
}
