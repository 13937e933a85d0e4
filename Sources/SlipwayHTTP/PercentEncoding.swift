import SlipwayModel

/// Percent-encoding (RFC 3986, section 2.1).
enum PercentEncoding {
    /// The text with every `%XX` resolved once; nothing when that is not UTF-8 or a `%` stands alone.
    static func decoded(_ text: UnsafeRawBufferPointer) -> String? {
        guard text.contains(UInt8(ascii: "%")) else { return String(utf8: text) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes.withUnsafeBytes { String(utf8: $0) }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
