extension PatternCollector {
    private static let doubleQuoted = ByteSet("$`\"\\")
    /// What bash's `printf %q` and Ruby's and Python's shell escaping leave without a backslash.
    private static let bashPlain = ByteSet.alphanumeric.union(ByteSet("_-./:=@%+~#")).union(.nonASCII)
    private static let plain = ByteSet.alphanumeric.union(ByteSet("_-./:@+,"))

    /// Adds the subject as it stands inside shell quotes of each kind, without the outer quotes.
    mutating func addShell(_ subject: Subject) {
        guard !subject.contents.isSubset(of: .alphanumeric) else { return }
        addSingleQuoted(subject, apostrophe: #"'\''"#)
        addSingleQuoted(subject, apostrophe: #"'"'"'"#)
        addBackslashed(subject, isUnquoted: false) { !Self.doubleQuoted.contains($0) }
        addBackslashed(subject, isUnquoted: true) { Self.bashPlain.contains($0) }
        addBackslashed(subject, isUnquoted: true) { Self.bashPlain.contains($0) || $0 == UInt8(ascii: ",") }
        addBackslashed(subject, isUnquoted: true) { Self.plain.contains($0) || $0 >= 0x80 }
        addDollarQuoted(subject, octal: false)
        addDollarQuoted(subject, octal: true)
    }

    private mutating func addSingleQuoted(_ subject: Subject, apostrophe: StaticString) {
        guard subject.contents.intersects(ByteSet("'")) else { return }
        let start = bytes.count
        for byte in subject.bytes {
            if byte == UInt8(ascii: "'") { bytes.append(apostrophe) } else { bytes.append(byte) }
        }
        commit(from: start)
    }

    private mutating func addBackslashed(_ subject: Subject, isUnquoted: Bool, leaving isPlain: (UInt8) -> Bool) {
        let start = bytes.count
        var previous: UInt8?
        for byte in subject.bytes {
            // Unquoted, `#` and `~` mean something only at the beginning of a word, `~` also after `:` and `=`.
            let isWordStart =
                switch (byte, previous) {
                case (UInt8(ascii: "#"), nil), (UInt8(ascii: "~"), nil): true
                case (UInt8(ascii: "~"), UInt8(ascii: ":")), (UInt8(ascii: "~"), UInt8(ascii: "=")): true
                default: false
                }
            if !isPlain(byte) || isUnquoted && isWordStart { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
            previous = byte
        }
        commit(from: start)
    }

    /// `$'…'`, which `printf %q` and `set -x` use for control characters, and for non-ASCII in the C locale.
    private mutating func addDollarQuoted(_ subject: Subject, octal: Bool) {
        let start = bytes.count
        for byte in subject.bytes {
            switch byte {
            case 0x07: bytes.append(#"\a"#)
            case 0x08: bytes.append(#"\b"#)
            case 0x09: bytes.append(#"\t"#)
            case 0x0A: bytes.append(#"\n"#)
            case 0x0B: bytes.append(#"\v"#)
            case 0x0C: bytes.append(#"\f"#)
            case 0x0D: bytes.append(#"\r"#)
            case 0x1B: bytes.append(#"\E"#)
            case UInt8(ascii: "'"): bytes.append(#"\'"#)
            case UInt8(ascii: "\\"): bytes.append(#"\\"#)
            case let byte where byte < 0x20 || byte == 0x7F || byte > 0x7F && octal:
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(0x30 + byte >> 6)
                bytes.append(0x30 + byte >> 3 & 7)
                bytes.append(0x30 + byte & 7)
            default: bytes.append(byte)
            }
        }
        commit(from: start)
    }
}
