extension PatternCollector {
    /// Adds the subject as UTF-16 in both byte orders, if it is text at all.
    mutating func addUTF16(_ subject: Subject) {
        guard subject.isValidUTF8 else { return }
        for isBigEndian in [false, true] {
            let start = bytes.count
            subject.forEachScalar { scalar in
                for unit in UTF16.encode(scalar) ?? .init() {
                    bytes.append(UInt8(truncatingIfNeeded: isBigEndian ? unit >> 8 : unit))
                    bytes.append(UInt8(truncatingIfNeeded: isBigEndian ? unit : unit >> 8))
                }
            }
            commit(from: start)
        }
    }
}
