/// Gathers the patterns of all values: the bytes in one place, and a list of slices of them.
struct PatternCollector {
    /// The shortest pattern that is not the whole value or an encoding of the whole value.
    ///
    /// Eight base64 characters carry 48 bits: a fragment of that length does not occur in harmless text by chance.
    /// A value of seven bytes or more has one that long at each of the three alignments.
    static let shortestFragment = 8

    let bytes = PatternBytes()
    private(set) var patterns: [Pattern] = []
    private var subjectStart = 0

    /// Adds `value` and every form of it that is looked for.
    ///
    /// Values under four bytes are not for masking.
    mutating func add(value: UnsafeBufferPointer<UInt8>) {
        add(Subject(value, isWhole: true))
        guard value.contains(0x0A) else { return }
        addWithTerminalLineEnds(value)
        let trimmed = value.droppingLineEnd()
        if trimmed.count >= Masking.shortestValue {
            // A shell's $(...) takes the last line end away, so the value without it is the same secret.
            add(Subject(trimmed, isWhole: true))
        }
        for line in value.split(separator: 0x0A) {
            let line = UnsafeBufferPointer(rebasing: line).droppingLineEnd()
            if line.count >= Self.shortestFragment { add(Subject(line, isWhole: false)) }
        }
    }

    private mutating func add(_ subject: Subject) {
        subjectStart = patterns.count
        bytes.append(subject.bytes)
        commit(from: bytes.count - subject.bytes.count)
        addJSON(subject)
        addURL(subject)
        addHTML(subject)
        addShell(subject)
        addHex(subject)
        addBase64(subject)
        addUTF16(subject)
    }

    /// A pseudo-terminal writes each line feed as carriage return and line feed.
    private mutating func addWithTerminalLineEnds(_ value: UnsafeBufferPointer<UInt8>) {
        subjectStart = patterns.count
        let start = bytes.count
        for byte in value {
            if byte == 0x0A { bytes.append(0x0D) }
            bytes.append(byte)
        }
        commit(from: start)
    }

    /// Makes what was appended from `start` on a pattern, unless the subject already has the same one.
    mutating func commit(from start: Int, wraps: Bool = false) {
        let length = bytes.count - start
        guard length > 0 else { return }
        let isKnown = patterns[subjectStart...].contains { known in
            known.length == length && known.wraps == wraps
                && (0..<length).allSatisfy { bytes.base[known.offset + $0] == bytes.base[start + $0] }
        }
        if isKnown {
            bytes.truncate(to: start)
        } else {
            patterns.append(Pattern(offset: start, length: UInt32(length), wraps: wraps))
        }
    }

    /// Makes the first `length` bytes from `start` on a pattern of their own, if they are enough for one.
    mutating func commitFragment(from start: Int, length: Int) {
        guard length >= Self.shortestFragment else { return }
        commitBeginning(from: start, length: length)
    }

    /// Makes the first `length` bytes from `start` on, the beginning of a pattern there, one of their own.
    mutating func commitBeginning(from start: Int, length: Int) {
        patterns.append(Pattern(offset: start, length: UInt32(length), wraps: true))
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The same bytes without line feeds and carriage returns at the end.
    fileprivate func droppingLineEnd() -> Self {
        var end = count
        while end > 0, self[end - 1] == 0x0A || self[end - 1] == 0x0D { end -= 1 }
        return UnsafeBufferPointer(rebasing: self[..<end])
    }
}
