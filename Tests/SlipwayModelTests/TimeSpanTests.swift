import SlipwayModel
import Testing

@Suite("Time spans")
struct TimeSpanTests {
    @Test(
        "what people write",
        arguments: [
            ("30s", 30), ("15m", 900), ("12h", 43_200), ("90d", 7_776_000), ("2w", 1_209_600), ("007d", 604_800),
        ]
    )
    func good(text: String, seconds: Int64) {
        #expect(TimeSpan(text)?.seconds == seconds)
    }

    @Test(
        "W4 W6 what is no time span is refused",
        arguments: [
            "", "d", "5", "0d", "-1d", "+1d", "1 d", " 1d", "1d ", "1.5h", "1D", "1y", "1dd", "1d1h", "٣d", "1é",
            "9223372036854775807s", "9223372036854775808s", "99999999999999999999w", "36601d", "1d\0",
        ]
    )
    func bad(text: String) {
        #expect(TimeSpan(text) == nil)
    }
}
