/// A length of time as people write it: `30s`, `15m`, `12h`, `90d`, `2w`.
public struct TimeSpan: Hashable, Sendable {
    public let seconds: Int64

    /// Nothing when `text` is not a positive number followed by one unit, or is over a hundred years.
    public init?(_ text: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        guard let unit = text.last.flatMap({ units[$0] }),
            text.dropLast().utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int64(text.dropLast()), number > 0
        else { return nil }
        let (seconds, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow, seconds <= 100 * 366 * 86_400 else { return nil }
        self.seconds = seconds
    }
}
