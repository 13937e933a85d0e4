@testable import SlipwayMasking

let mask = String(decoding: Masking.mask, as: UTF8.self)

/// Masks `text` whole, or cut into pieces of `pieceLength` bytes.
func masked(_ text: [UInt8], _ patterns: MaskingPatterns, pieceLength: Int = .max) -> [UInt8] {
    var stream = MaskingStream(patterns)
    var output: [UInt8] = []
    var rest = text[...]
    while !rest.isEmpty {
        stream.mask(Array(rest.prefix(pieceLength)), into: &output)
        rest = rest.dropFirst(pieceLength)
    }
    stream.finish(into: &output)
    return output
}

func masked(_ text: String, _ values: [String], pieceLength: Int = .max) -> String {
    let patterns = MaskingPatterns(values: values.map { Array($0.utf8) })
    return String(decoding: masked(Array(text.utf8), patterns, pieceLength: pieceLength), as: UTF8.self)
}

/// What masking must answer, found the slow and obvious way: mark each byte of each occurrence of each pattern.
struct NaiveMasker {
    private let patterns: [[UInt8]]

    init(values: [[UInt8]]) {
        var collector = PatternCollector()
        for value in values where value.count >= Masking.shortestValue {
            value.withUnsafeBufferPointer { collector.add(value: $0) }
        }
        let bytes = collector.bytes
        patterns = Array(
            Set(
                collector.patterns.map { pattern in
                    Array(UnsafeBufferPointer(start: bytes.base + pattern.offset, count: Int(pattern.length)))
                }
            )
        )
    }

    func masked(_ text: [UInt8]) -> [UInt8] {
        var isCovered = [Bool](repeating: false, count: text.count)
        for pattern in patterns {
            var start = 0
            while start + pattern.count <= text.count {
                if text[start] == pattern[0], text[start..<start + pattern.count].elementsEqual(pattern) {
                    for index in start..<start + pattern.count { isCovered[index] = true }
                }
                start += 1
            }
        }
        var output: [UInt8] = []
        for (index, byte) in text.enumerated() {
            if !isCovered[index] {
                output.append(byte)
            } else if index == 0 || !isCovered[index - 1] {
                output += Masking.mask
            }
        }
        return output
    }
}

/// A generator that repeats: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func bytes(_ count: Int, from alphabet: [UInt8]) -> [UInt8] {
        (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &self)] }
    }

    mutating func int(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &self) }
}
