/// A moment in UTC, in milliseconds since 1970-01-01T00:00:00Z.
///
/// Reads and writes text without locale or time zone.
public struct Timestamp: Hashable, Comparable, Sendable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    public func adding(seconds: Int64) -> Timestamp {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return Timestamp(milliseconds: seconds < 0 ? .min : .max) }
        let (sum, sumOverflow) = milliseconds.addingReportingOverflow(product)
        return Timestamp(milliseconds: sumOverflow ? (seconds < 0 ? .min : .max) : sum)
    }

    /// `2024-01-20T14:30:00.000Z`: RFC 3339 with milliseconds.
    public var rfc3339: String {
        String(unsafeUninitializedCapacity: Self.rfc3339Limit) { writeRFC3339(to: $0) }
    }

    /// More bytes than ``writeRFC3339(to:)`` ever writes.
    package static let rfc3339Limit = DigitText.capacity

    /// Writes ``rfc3339`` to memory with room for ``rfc3339Limit`` bytes, and says how many they were.
    package func writeRFC3339(to memory: UnsafeMutableBufferPointer<UInt8>) -> Int {
        precondition(memory.count >= Self.rfc3339Limit, "there is no room for a time")
        return DigitText.write(to: memory) { text in
            let time = write(date: &text, separator: "T")
            text.append(":")
            text.append(time.second, width: 2)
            text.append(".")
            text.append(time.millisecond, width: 3)
            text.append("Z")
        }
    }

    /// `Sat, 20 Jan 2024 14:30:00 GMT`: the form of HTTP's `Date` (RFC 9110, section 5.6.7).
    public var httpDate: String {
        let total = Self.floorDivide(milliseconds, 1000)
        let days = Self.floorDivide(total, 86_400)
        let (year, month, day) = Self.civil(days: days)
        // Day 0 was a Thursday.
        let weekday = ((days + 4) % 7 + 7) % 7
        let seconds = total - days * 86_400
        return DigitText.string { text in
            text.append(Self.weekdays[Int(weekday)])
            text.append(", ")
            text.append(day, width: 2)
            text.append(" ")
            text.append(Self.months[Int(month) - 1])
            text.append(" ")
            text.append(year, width: 4)
            text.append(" ")
            text.append(seconds / 3600, width: 2)
            text.append(":")
            text.append(seconds / 60 % 60, width: 2)
            text.append(":")
            text.append(seconds % 60, width: 2)
            text.append(" GMT")
        }
    }

    private static let weekdays: [StaticString] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `2024-01-20 14:30`: the form of the audit table.
    public var minute: String {
        DigitText.string { text in _ = write(date: &text, separator: " ") }
    }

    /// Reads `2024-01-20`, `2024-01-20 14:30`, `2024-01-20T14:30Z`, and with seconds and milliseconds.
    ///
    /// All are UTC.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= bytes.count, bytes[range].allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            return bytes[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) }
        }
        guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            (1...12).contains(month), day >= 1, day <= Self.daysIn(month: month, year: year)
        else { return nil }
        var hour: Int64 = 0
        var minute: Int64 = 0
        var second: Int64 = 0
        var millisecond: Int64 = 0
        var rest = bytes.count > 10 && bytes.last == UInt8(ascii: "Z") ? bytes.count - 1 : bytes.count
        if rest > 10 {
            guard rest >= 16, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
                bytes[13] == UInt8(ascii: ":"), let parsedHour = number(11..<13), let parsedMinute = number(14..<16),
                parsedHour < 24, parsedMinute < 60
            else { return nil }
            (hour, minute) = (parsedHour, parsedMinute)
            if rest >= 20, bytes[19] == UInt8(ascii: ".") {
                guard rest == 23, let parsed = number(20..<23) else { return nil }
                millisecond = parsed
                rest = 19
            }
            if rest > 16 {
                guard rest == 19, bytes[16] == UInt8(ascii: ":"), let parsed = number(17..<19), parsed < 60 else {
                    return nil
                }
                second = parsed
            }
        }
        let days = Self.days(year: year, month: month, day: day)
        milliseconds = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millisecond
    }

    /// Writes date, hour and minute; what is left over is returned.
    private func write(
        date text: inout DigitText,
        separator: StaticString
    ) -> (second: Int64, millisecond: Int64) {
        let total = Self.floorDivide(milliseconds, 1000)
        let days = Self.floorDivide(total, 86_400)
        let seconds = total - days * 86_400
        let (year, month, day) = Self.civil(days: days)
        text.append(year, width: 4)
        text.append("-")
        text.append(month, width: 2)
        text.append("-")
        text.append(day, width: 2)
        text.append(separator)
        text.append(seconds / 3600, width: 2)
        text.append(":")
        text.append(seconds / 60 % 60, width: 2)
        // Not `milliseconds - total * 1000`: that product overflows near the least number.
        return (seconds % 60, (milliseconds % 1000 + 1000) % 1000)
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((-(value + 1)) / divisor) - 1
    }

    private static func daysIn(month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    // Both directions after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }
}
