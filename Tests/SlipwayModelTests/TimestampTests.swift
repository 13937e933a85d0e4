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

    @Test(
        "W6 the date of HTTP, also before 1970",
        arguments: [
            ("1970-01-01", "Thu, 01 Jan 1970 00:00:00 GMT"),
            ("1969-12-31T23:59:59.999", "Wed, 31 Dec 1969 23:59:59 GMT"),
            ("1994-11-06T08:49:37", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("2000-02-29T00:00:00", "Tue, 29 Feb 2000 00:00:00 GMT"),
            ("1900-03-01T12:00:00", "Thu, 01 Mar 1900 12:00:00 GMT"),
            ("1752-09-14", "Thu, 14 Sep 1752 00:00:00 GMT"),
            ("0001-01-01", "Mon, 01 Jan 0001 00:00:00 GMT"),
            ("2024-12-31T23:59:59.999", "Tue, 31 Dec 2024 23:59:59 GMT"),
            ("2026-07-04T01:02:03", "Sat, 04 Jul 2026 01:02:03 GMT"),
            ("9999-12-31T23:59:59", "Fri, 31 Dec 9999 23:59:59 GMT"),
        ]
    )
    func httpDate(text: String, expected: String) throws {
        #expect(try #require(Timestamp(text)).httpDate == expected)
    }

    @Test("W6 the date of HTTP says what RFC 3339 says, and each day is the one after the day before", arguments: 0..<4)
    func httpDates(seed: UInt64) throws {
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var generator = SeededGenerator(seed: seed)
        let first = try #require(Timestamp("0001-01-01")).milliseconds
        let last = try #require(Timestamp("9999-12-30")).milliseconds
        for _ in 0..<1_000 {
            let time = Timestamp(milliseconds: Int64.random(in: first...last, using: &generator))
            let words = time.httpDate.split(separator: " ").map(String.init)
            try #require(words.count == 6 && time.httpDate.utf8.count == 29)
            let month = try #require(months.firstIndex(of: words[2])) + 1
            let date = "\(words[3])-\(month < 10 ? "0" : "")\(month)-\(words[1])T\(words[4])"
            #expect(words[5] == "GMT" && time.rfc3339.hasPrefix(date))
            let day = try #require(days.firstIndex(of: String(words[0].dropLast())))
            #expect(time.adding(seconds: 86_400).httpDate.hasPrefix(days[(day + 1) % 7] + ","))
        }
    }

    @Test("W4 the ends of time have a date of HTTP", arguments: [Int64.min, .min + 1, -1, .max - 1, .max])
    func httpExtremes(milliseconds: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).httpDate.hasSuffix(" GMT"))
    }
}
