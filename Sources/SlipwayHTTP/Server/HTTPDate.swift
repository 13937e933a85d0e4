import SlipwayModel

/// The `Date` of answers (RFC 9110, section 5.6.7), made anew when the second changes.
struct HTTPDate {
    private var second: Int64 = -1
    private var text = ""

    mutating func text(at time: Timestamp) -> String {
        let second = time.milliseconds / 1_000
        if second != self.second {
            self.second = second
            text = time.httpDate
        }
        return text
    }
}
