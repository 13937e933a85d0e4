extension JSONReader {
    /// A string's content, still escaped.
    struct Content {
        let range: Range<Int>
        let hasEscapes: Bool
    }

    /// Reads a string from its opening quote to behind its closing one, checking every byte.
    mutating func string() throws(Failure) -> Content {
        offset += 1
        let start = offset
        var hasEscapes = false
        while true {
            skipPlain()
            guard let byte = peek else { throw failure(.unexpectedEnd) }
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return Content(range: start..<offset - 1, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try escape()
            case 0x00...0x1F: throw failure(.controlCharacter)
            default:
                guard let length = sequenceLength(at: offset) else { throw failure(.notUTF8) }
                offset += length
            }
        }
    }

    /// The text of a string that ``string()`` has accepted.
    func text(_ content: Content) -> String {
        guard content.hasEscapes else {
            return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[content.range]), as: UTF8.self)
        }
        var result = String.UnicodeScalarView()
        var copy = self
        copy.offset = content.range.lowerBound
        while copy.offset < content.range.upperBound { result.append(copy.scalar()) }
        return String(result)
    }

    /// Whether a whole UTF-8 sequence stands at `index`.
    func isText(at index: Int) -> Bool { sequenceLength(at: index) != nil }

    /// Passes over ASCII that needs no thought, in a loop of its own: most of every document is that.
    private mutating func skipPlain() {
        let bytes = bytes
        var index = offset
        while index < bytes.count {
            let byte = bytes[index]
            guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            index += 1
        }
        offset = index
    }

    private mutating func escape() throws(Failure) {
        let start = offset
        guard let letter = byte(at: start + 1) else { throw failure(.unexpectedEnd, at: bytes.count) }
        guard letter == UInt8(ascii: "u") else {
            guard Self.escapes(letter) != nil else { throw failure(.badEscape) }
            return offset += 2
        }
        let unit = try codeUnit(at: start)
        offset += 6
        switch unit {
        case 0xDC00...0xDFFF: throw failure(.loneSurrogate, at: start)
        case 0xD800...0xDBFF:
            guard byte(at: offset) == UInt8(ascii: "\\"), byte(at: offset + 1) == UInt8(ascii: "u") else {
                throw failure(.loneSurrogate, at: start)
            }
            guard (0xDC00...0xDFFF).contains(try codeUnit(at: offset)) else {
                throw failure(.loneSurrogate, at: start)
            }
            offset += 6
        default: break
        }
    }

    /// The four hexadecimal digits behind the `\u` at `place`.
    private func codeUnit(at place: Int) throws(Failure) -> UInt32 {
        var unit: UInt32 = 0
        for index in place + 2..<place + 6 {
            guard let byte = byte(at: index) else { throw failure(.unexpectedEnd, at: bytes.count) }
            guard let digit = Self.digit(byte) else { throw failure(.badEscape, at: place) }
            unit = unit << 4 | digit
        }
        return unit
    }

    /// Reads one scalar of accepted content, resolving its escape.
    private mutating func scalar() -> Unicode.Scalar {
        guard let byte = peek else { return "\u{FFFD}" }
        guard byte == UInt8(ascii: "\\") else {
            let length = byte < 0x80 ? 1 : sequenceLength(at: offset) ?? 1
            defer { offset += length }
            let sequence = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
            return String(decoding: sequence, as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}"
        }
        if let letter = self.byte(at: offset + 1), let simple = Self.escapes(letter) {
            offset += 2
            return simple
        }
        guard let high = try? codeUnit(at: offset) else { return "\u{FFFD}" }
        offset += 6
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard let low = try? codeUnit(at: offset) else { return "\u{FFFD}" }
        offset += 6
        return Unicode.Scalar(0x10000 + ((high & 0x3FF) << 10 | low & 0x3FF)) ?? "\u{FFFD}"
    }

    /// How many bytes the well-formed sequence of two to four bytes at `index` has (Unicode 15, table 3-7).
    private func sequenceLength(at index: Int) -> Int? {
        guard let first = byte(at: index), let second = byte(at: index + 1) else { return nil }
        let length: Int
        let seconds: ClosedRange<UInt8>
        switch first {
        case 0xC2...0xDF: (length, seconds) = (2, 0x80...0xBF)
        case 0xE0: (length, seconds) = (3, 0xA0...0xBF)
        case 0xED: (length, seconds) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, seconds) = (3, 0x80...0xBF)
        case 0xF0: (length, seconds) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, seconds) = (4, 0x80...0xBF)
        case 0xF4: (length, seconds) = (4, 0x80...0x8F)
        default: return nil
        }
        guard seconds.contains(second) else { return nil }
        for further in 2..<max(2, length) {
            guard let byte = byte(at: index + further), byte & 0xC0 == 0x80 else { return nil }
        }
        return length
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }

    private static func escapes(_ letter: UInt8) -> Unicode.Scalar? {
        switch letter {
        case UInt8(ascii: "\""): "\""
        case UInt8(ascii: "\\"): "\\"
        case UInt8(ascii: "/"): "/"
        case UInt8(ascii: "b"): "\u{08}"
        case UInt8(ascii: "f"): "\u{0C}"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "t"): "\t"
        default: nil
        }
    }
}
