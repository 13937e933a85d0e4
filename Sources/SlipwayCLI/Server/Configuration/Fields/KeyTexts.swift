import SlipwayModel

/// The SHA-256 of an API key, as 64 hexadecimal digits.
struct KeyHash: ConfigurationText, Equatable {
    let bytes: [UInt8]

    static var allowed: String { "64 hexadecimal digits, the SHA-256 of an API key" }

    init?(configuration text: String) {
        guard text.utf8.count == 64, let bytes = Hex.decode(text) else { return nil }
        self.bytes = bytes
    }

    static func hint(for text: String) -> String? {
        guard text.utf8.count == 52, text.utf8.allSatisfy(isAlphanumeric) else { return nil }
        return "This looks like an API key itself. Put its SHA-256 here (`slipway hash` prints it), and make a new key "
            + "if anyone else can have read this file."
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

/// The name of an API key: an app's name that may also hold `.` and `_`.
struct KeyName: ConfigurationText, Hashable {
    let text: String

    static var allowed: String {
        "1 to 63 lower-case letters, digits, \"-\", \".\" and \"_\", beginning with a letter and not ending with \"-\""
    }

    init?(configuration text: String) {
        guard (try? AppName(String(text.map { $0 == "." || $0 == "_" ? "0" : $0 }))) != nil else { return nil }
        self.text = text
    }

    /// The name of a key that was given none: `key-` and the first 8 digits of its hash.
    init(of hash: KeyHash) {
        text = "key-" + Hex.encode(Array(hash.bytes.prefix(4)))
    }
}

/// A moment as the file writes it: RFC 3339 in UTC, such as `2026-01-31T12:00:00Z`.
struct UTCTime: ConfigurationText, Equatable {
    let timestamp: Timestamp

    static var allowed: String { "a time in UTC such as 2026-01-31T12:00:00Z" }

    init(_ timestamp: Timestamp) { self.timestamp = timestamp }

    init?(configuration text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"), bytes.last == UInt8(ascii: "Z"),
            let timestamp = Timestamp(text)
        else { return nil }
        self.timestamp = timestamp
    }

    /// As the file writes it; whole seconds without a fraction.
    var text: String {
        let full = timestamp.rfc3339
        return full.hasSuffix(".000Z") ? full.dropLast(5) + "Z" : full
    }
}
