/// The two base64 alphabets of RFC 4648.
private enum Base64Alphabet {
    static let standard: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    static let url: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
}

/// Where one base64 encoding was put, and how much of it depends on the value alone.
private struct Base64Slice {
    let start: Int
    /// The characters that are the same whatever follows the value.
    let determined: Int
    /// Including the last character of an encoded text that ends with the value, which has zero bits at its end.
    let unpadded: Int
    let padded: Int
}

extension PatternCollector {
    /// Adds the subject's base64 in both alphabets at each alignment, and for whole values the base64 of that.
    ///
    /// Where a value begins inside a longer encoded text decides at which of three alignments it is encoded; only the
    /// characters that the value determines fully are looked for, so up to four bits of its first and last byte stay
    /// visible in the character before and after the mask.
    mutating func addBase64(_ subject: Subject) {
        for alphabet in [Base64Alphabet.standard, Base64Alphabet.url] {
            for alignment in 0..<3 {
                let inner = appendBase64(of: subject.bytes, alignment: alignment, alphabet)
                let isNew = commitBase64(inner, isWholeEncoding: alignment == 0)
                guard isNew, subject.isWhole, inner.padded >= Self.shortestFragment else { continue }
                addDoubleBase64(inner, isWholeEncoding: alignment == 0)
            }
        }
    }

    private mutating func addDoubleBase64(_ inner: Base64Slice, isWholeEncoding: Bool) {
        // The outer encoding has only one alphabet: base64 of ASCII never needs the two characters that differ.
        for alignment in 0..<3 {
            // With padding the inner text ends there; without, anything may follow it.
            bytes.reserve(inner.padded * 2 + 8)
            let source = UnsafeBufferPointer(start: bytes.base + inner.start, count: inner.padded)
            let outer = appendBase64(of: source, alignment: alignment, Base64Alphabet.standard)
            guard commitBase64(outer, isWholeEncoding: isWholeEncoding && alignment == 0) else { continue }
            commitFragment(
                from: outer.start,
                length: (inner.determined * 8 - Self.skippedBits(alignment)) / 6
            )
            guard isWholeEncoding, inner.unpadded < inner.padded else { continue }
            bytes.reserve(inner.padded * 2 + 8)
            let unpadded = UnsafeBufferPointer(start: bytes.base + inner.start, count: inner.unpadded)
            let outerUnpadded = appendBase64(of: unpadded, alignment: alignment, Base64Alphabet.standard)
            commitBase64(outerUnpadded, isWholeEncoding: alignment == 0)
        }
    }

    /// The bits of the value that share a character with what stands before it.
    private static func skippedBits(_ alignment: Int) -> Int {
        switch alignment {
        case 0: 0
        case 1: 4
        default: 2
        }
    }

    private func appendBase64(
        of source: UnsafeBufferPointer<UInt8>,
        alignment: Int,
        _ alphabet: StaticString
    ) -> Base64Slice {
        bytes.reserve(source.count * 2 + 8)
        let start = bytes.count
        let skipped = Self.skippedBits(alignment)
        var bits: UInt32 = 0
        var available = -skipped
        for byte in source {
            bits = bits << 8 | UInt32(byte)
            available += 8
            while available >= 6 {
                available -= 6
                bytes.append(alphabet.utf8Start[Int(bits >> UInt32(available) & 63)])
            }
        }
        let determined = bytes.count - start
        if available > 0 {
            bytes.append(alphabet.utf8Start[Int(bits << UInt32(6 - available) & 63)])
        }
        let unpadded = bytes.count - start
        for _ in 0..<(3 - (alignment + source.count) % 3) % 3 { bytes.append(UInt8(ascii: "=")) }
        return Base64Slice(start: start, determined: determined, unpadded: unpadded, padded: bytes.count - start)
    }

    /// Returns false if the same encoding was there already, as with the other alphabet.
    @discardableResult
    private mutating func commitBase64(_ slice: Base64Slice, isWholeEncoding: Bool) -> Bool {
        guard isWholeEncoding || slice.padded >= Self.shortestFragment else {
            bytes.truncate(to: slice.start)
            return false
        }
        let before = patterns.count
        commit(from: slice.start, wraps: true)
        guard patterns.count > before else { return false }
        if slice.unpadded < slice.padded {
            if isWholeEncoding {
                commitBeginning(from: slice.start, length: slice.unpadded)
            } else {
                commitFragment(from: slice.start, length: slice.unpadded)
            }
        }
        if slice.determined < slice.unpadded {
            commitFragment(from: slice.start, length: slice.determined)
        }
        return true
    }
}
