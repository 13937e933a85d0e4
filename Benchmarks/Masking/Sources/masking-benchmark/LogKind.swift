/// What kind of log is made.
enum LogKind: String, CaseIterable {
    /// A server's log with a value in about every 64 KiB.
    case rare
    /// The same with one in about every KiB.
    case frequent
    /// A terminal's output, full of colours.
    case coloured
    /// Checksums, line after line.
    case hexadecimal
    /// Encoded data, line after line.
    case base64
    /// Beginnings of the values, one after the other.
    case beginnings

    /// How many bytes stand between two values.
    var valueDistance: Int { self == .frequent ? 1024 : 65_536 }
}
