import SlipwayWire
import Testing

@testable import SlipwayCLI

@Suite("APIKeyInsertion on generated layouts")
struct APIKeyInsertionTests {
    private static let samples = [
        ConfigurationSamples.full, "{}", #"{"port":1}"#, #"{"api_keys":[],"port":1}"#,
        #"{"api_keys":[{"hashed_key":"\#(ConfigurationSamples.hash)","description":"{[\"a, b\": ]}"}]}"#,
    ]

    @Test("W4 T10 adds one entry to any layout and keeps every other byte", arguments: 0..<12)
    func anyLayout(seed: UInt64) throws {
        var generator = LayoutGenerator(state: seed)
        let key = try ConfigurationSamples.key("new")
        for sample in Self.samples {
            for _ in 0..<10 {
                let before = Self.spaced(Array(sample.utf8), using: &generator)
                let after = try APIKeyInsertion.text(adding: key, to: before)
                var expected = try ConfigurationFile.parse(before, file: "before")
                expected.keys.append(key)
                #expect(try ConfigurationFile.parse(after, file: "after") == expected)
                // What is not white space at the front and at the back is what was there.
                let solid = Self.solid(before)
                let result = Self.solid(after)
                let front = zip(solid, result).prefix { $0 == $1 }.count
                let back = zip(solid.reversed(), result.reversed()).prefix { $0 == $1 }.count
                #expect(front + back >= solid.count)
            }
        }
    }

    /// The document with random white space around each of its brackets, commas and colons.
    private static func spaced(_ bytes: [UInt8], using generator: inout LayoutGenerator) -> [UInt8] {
        let newline = Bool.random(using: &generator) ? "\r\n" : "\n"
        let spaces = ["", "", " ", newline, "\(newline)  ", "\(newline)\t\t", "\(newline)\(newline)", "\t"]
        var result: [UInt8] = []
        var inString = false
        var escaped = false
        for byte in bytes {
            let structural = !inString && "{}[],:".utf8.contains(byte)
            if structural { result += Array((spaces.randomElement(using: &generator) ?? "").utf8) }
            result.append(byte)
            if structural { result += Array((spaces.randomElement(using: &generator) ?? "").utf8) }
            if byte == UInt8(ascii: "\""), !escaped { inString.toggle() }
            escaped = inString && byte == UInt8(ascii: "\\") && !escaped
        }
        return result
    }

    private static func solid(_ bytes: [UInt8]) -> [UInt8] {
        bytes.filter { !" \t\r\n".utf8.contains($0) }
    }
}

/// The same numbers for the same seed, so that a failing case can be run again.
private struct LayoutGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
