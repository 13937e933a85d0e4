extension PatternCollector {
    /// Adds the subject as hexadecimal digits in both cases.
    mutating func addHex(_ subject: Subject) {
        for isUpper in [false, true] {
            let start = bytes.count
            for byte in subject.bytes { bytes.appendHex(byte, upper: isUpper) }
            commit(from: start)
        }
    }
}

extension PatternBytes {
    func appendHex(_ byte: UInt8, upper: Bool) {
        append(Self.digit(byte >> 4, upper: upper))
        append(Self.digit(byte & 15, upper: upper))
    }

    private static func digit(_ value: UInt8, upper: Bool) -> UInt8 {
        value < 10 ? 0x30 + value : (upper ? 0x41 : 0x61) + value - 10
    }
}
