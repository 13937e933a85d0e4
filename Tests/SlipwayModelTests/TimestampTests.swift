import SlipwayModel
import SlipwayTesting
import Testing

@Suite("Timestamps")
struct TimestampTests {
    @Test("W6 every millisecond of four-digit years survives writing and reading", arguments: 0..<4)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let first = try #require(Timestamp("0000-01-01")).milliseconds
        let last = try #require(Timestamp("9999-12-31T23:59:59.999Z")).milliseconds
        for _ in 0..<2_000 {
            let time = Timestamp(milliseconds: Int64.random(in: first...last, using: &generator))
            #expect(Timestamp(time.rfc3339) == time)
            let minute = try #require(Timestamp(time.minute))
            #expect(minute <= time && time < minute.adding(seconds: 60))
        }
    }

    @Test("order of text is order of time", arguments: 0..<2)
    func order(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let range = 0...Int64(4_102_444_800_000)
        for _ in 0..<500 {
            let one = Timestamp(milliseconds: Int64.random(in: range, using: &generator))
            let two = Timestamp(milliseconds: Int64.random(in: range, using: &generator))
            #expect((one < two) == (one.rfc3339 < two.rfc3339))
        }
    }

    @Test(
        "known moments",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31T23:59:59.999Z", -1), ("2000-02-29T00:00Z", 951_782_400_000),
            ("2024-01-20 14:30", 1_705_761_000_000), ("2024-01-20T14:30:05Z", 1_705_761_005_000),
            ("2024-01-20T14:30:05.007", 1_705_761_005_007), ("1900-02-28Z", -2_203_977_600_000),
        ]
    )
    func known(text: String, milliseconds: Int64) {
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test(
        "W6 what is no moment is refused",
        arguments: [
            "", "2024", "2024-1-20", "2024-13-01", "2024-00-10", "2024-01-00", "2024-01-32", "2023-02-29",
            "1900-02-29", "2024-04-31", "2024-01-20T", "2024-01-20T14", "2024-01-20T24:00", "2024-01-20T14:60",
            "2024-01-20T14:30:60", "2024-01-20T14:30:05.07Z", "2024-01-20T14:30:05.0070Z", "2024-01-20T14:30:05,007Z",
            "2024-01-20T14:30+01:00", "2024-01-20T14:30z", "2024-01-20T14:30ZZ", "20.01.2024", "01/20/2024",
            "2024/01/20", "-2024-01-20", "٢٠٢٤-٠١-٢٠", "2024-01-20\n", "2024-01-20 14:30\0", "+024-01-20",
        ]
    )
    func bad(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("W4 random text never crashes", arguments: 0..<4)
    func fuzz(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789-:.TZ é".utf8)
        for _ in 0..<2_000 {
            let bytes = (0..<generator.int(0...26)).map { _ in alphabet[generator.int(0...alphabet.count - 1)] }
            let time = Timestamp(String(decoding: bytes, as: UTF8.self))
            #expect(time == nil || time.flatMap { Timestamp($0.rfc3339) } == time)
        }
    }

    @Test("W4 the ends of time can be written", arguments: [Int64.min, .min + 1, -1, 0, .max - 1, .max])
    func extremes(milliseconds: Int64) {
        let time = Timestamp(milliseconds: milliseconds)
        #expect(time.rfc3339.hasSuffix("Z"))
        #expect(!time.minute.isEmpty)
        #expect(time.adding(seconds: .max) >= time)
        #expect(time.adding(seconds: .min) <= time)
    }
}
