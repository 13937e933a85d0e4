import SlipwayModel

/// Times from the API in the form tables show them.
enum TableTime {
    /// `2024-01-20 14:30`, UTC.
    static func minute(_ rfc3339: String) -> String {
        Timestamp(rfc3339)?.minute ?? PrintableText.escaped(rfc3339, limit: 24)
    }

    /// How long ago, in the largest unit that fits: `3d`, `5h`, `12m`, `just now`.
    static func age(_ rfc3339: String, at now: Timestamp) -> String {
        guard let time = Timestamp(rfc3339) else { return "-" }
        let seconds = max(0, (now.milliseconds - time.milliseconds) / 1_000)
        let units: [(Int64, String)] = [(86_400, "d"), (3_600, "h"), (60, "m")]
        guard let (length, unit) = units.first(where: { seconds >= $0.0 }) else { return "just now" }
        return "\(seconds / length)\(unit)"
    }
}
