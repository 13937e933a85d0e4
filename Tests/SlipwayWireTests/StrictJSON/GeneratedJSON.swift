/// A generator that gives the same numbers for the same seed (SplitMix64), so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Random valid documents within the standard limits, in all the spellings JSON allows.
enum GeneratedJSON {
    static func document(using generator: inout SeededGenerator) -> String {
        space(&generator) + value(depth: 0, &generator) + space(&generator)
    }

    private static func value(depth: Int, _ generator: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<(depth < 6 ? 10 : 6), using: &generator) {
        case 0: "null"
        case 1: "true"
        case 2: "false"
        case 3: number(&generator)
        case 4, 5: string(&generator)
        case 6, 7: array(depth: depth, &generator)
        default: object(depth: depth, &generator)
        }
    }

    private static func array(depth: Int, _ generator: inout SeededGenerator) -> String {
        let elements = (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
            space(&generator) + value(depth: depth + 1, &generator) + space(&generator)
        }
        return "[" + (elements.isEmpty ? space(&generator) : elements.joined(separator: ",")) + "]"
    }

    private static func object(depth: Int, _ generator: inout SeededGenerator) -> String {
        let members = (0..<Int.random(in: 0..<12, using: &generator)).map { index in
            // The number and its end keep keys apart.
            let key = "\"\(index):" + string(&generator).dropFirst()
            return space(&generator) + key + space(&generator) + ":" + space(&generator)
                + value(depth: depth + 1, &generator) + space(&generator)
        }
        return "{" + (members.isEmpty ? space(&generator) : members.joined(separator: ",")) + "}"
    }

    private static func string(_ generator: inout SeededGenerator) -> String {
        let pieces = [
            "a", "Z", "0", " ", "'", "/", "\u{7F}", "\u{E9}", "\u{20AC}", "\u{1F600}", "e\u{301}", "\u{2028}",
            "\u{FFFF}",
            #"\""#, #"\\"#, #"\/"#, #"\b"#, #"\f"#, #"\n"#, #"\r"#, #"\t"#, #"\u0041"#, #"\u00e9"#, #"\uD83D\uDE00"#,
        ]
        let length = Int.random(in: 0..<8, using: &generator)
        return "\"" + (0..<length).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined() + "\""
    }

    private static func number(_ generator: inout SeededGenerator) -> String {
        let numbers = ["0", "-0", "7", "-42", "0.5", "-0.001", "1e5", "1E+5", "12.5e-3", "9007199254740993", "1e300"]
        return numbers.randomElement(using: &generator) ?? "1"
    }

    private static func space(_ generator: inout SeededGenerator) -> String {
        ["", "", "", " ", "\n", "\t", "\r\n", "  "].randomElement(using: &generator) ?? ""
    }
}
