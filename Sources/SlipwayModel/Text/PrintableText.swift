/// Text from outside made safe for one line of a terminal, a log or a table.
public enum PrintableText {
    /// Letters of any language as they are; what could move the cursor, end the line or reorder it as `\u{…}`.
    public static func onOneLine(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                line += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }

    /// `text` with everything but printable ASCII written as `\u{…}`, cut after `limit` characters with `…`.
    ///
    /// Newlines, escape sequences and direction marks in a name, a user agent or a description could otherwise forge a
    /// line or hide part of one.
    public static func escaped(_ text: String, limit: Int = 256) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < limit else { return result + "…" }
            count += 1
            if (0x20...0x7E).contains(scalar.value) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return result
    }
}
