/// One way of escaping inside a JSON string, as some widespread encoder does it.
private struct JSONEscaping {
    /// Write `/` as `\/` (PHP).
    var escapesSlash = false
    /// Write everything outside ASCII as `\uXXXX` (Python, PHP).
    var escapesNonASCII = false
    /// Upper-case digits in `\uXXXX` (.NET).
    var upperHex = false
    /// Write backspace and form feed as `\b` and `\f`, not as `\u0008` and `\u000c`.
    var shortForms = true
    /// Further characters to write as `\uXXXX` so that the text is safe inside HTML.
    var unsafeInHTML = ByteSet()
}

extension PatternCollector {
    private static let goHTML = ByteSet("<>&")
    private static let dotNetHTML = ByteSet("<>&'+`\"\u{7F}")
    private static let shortForms = ByteSet("\u{8}\u{C}")
    private static let changed = ByteSet("\"\\/<>&'+`\u{7F}").union(.control).union(.nonASCII)

    /// Adds the subject as it stands inside JSON strings, without the quotes.
    mutating func addJSON(_ subject: Subject) {
        guard subject.contents.intersects(Self.changed) else { return }
        func choices(_ set: ByteSet) -> [Bool] { subject.contents.intersects(set) ? [false, true] : [false] }
        for escapesSlash in choices(ByteSet("/")) {
            for escapesNonASCII in subject.isValidUTF8 ? choices(.nonASCII) : [false] {
                for upperHex in [false, true] {
                    for longForms in choices(Self.shortForms) {
                        for isHTMLSafe in choices(Self.goHTML) {
                            addJSON(
                                subject,
                                JSONEscaping(
                                    escapesSlash: escapesSlash,
                                    escapesNonASCII: escapesNonASCII,
                                    upperHex: upperHex,
                                    shortForms: !longForms,
                                    unsafeInHTML: isHTMLSafe ? Self.goHTML : ByteSet()
                                )
                            )
                        }
                    }
                }
            }
        }
        let dotNet = JSONEscaping(escapesNonASCII: subject.isValidUTF8, upperHex: true, unsafeInHTML: Self.dotNetHTML)
        addJSON(subject, dotNet)
    }

    private func addUnicodeEscape(_ unit: UInt16, upper: Bool) {
        bytes.append(#"\u"#)
        bytes.appendHex(UInt8(unit >> 8), upper: upper)
        bytes.appendHex(UInt8(unit & 0xFF), upper: upper)
    }

    private mutating func addJSON(_ subject: Subject, _ escaping: JSONEscaping) {
        let start = bytes.count
        if escaping.escapesNonASCII {
            subject.forEachScalar { scalar in
                if scalar.isASCII {
                    addJSON(UInt8(scalar.value), escaping)
                } else {
                    for unit in UTF16.encode(scalar) ?? .init() { addUnicodeEscape(unit, upper: escaping.upperHex) }
                }
            }
        } else {
            for byte in subject.bytes { addJSON(byte, escaping) }
        }
        commit(from: start)
    }

    private func addJSON(_ byte: UInt8, _ escaping: JSONEscaping) {
        guard !escaping.unsafeInHTML.contains(byte) else {
            return addUnicodeEscape(UInt16(byte), upper: escaping.upperHex)
        }
        switch byte {
        case UInt8(ascii: "\""): bytes.append(#"\""#)
        case UInt8(ascii: "\\"): bytes.append(#"\\"#)
        case UInt8(ascii: "/") where escaping.escapesSlash: bytes.append(#"\/"#)
        case 0x08 where escaping.shortForms: bytes.append(#"\b"#)
        case 0x09: bytes.append(#"\t"#)
        case 0x0A: bytes.append(#"\n"#)
        case 0x0C where escaping.shortForms: bytes.append(#"\f"#)
        case 0x0D: bytes.append(#"\r"#)
        case 0..<0x20: addUnicodeEscape(UInt16(byte), upper: escaping.upperHex)
        default: bytes.append(byte)
        }
    }
}
