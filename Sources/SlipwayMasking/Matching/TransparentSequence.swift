/// Bytes that a terminal or an encoder puts inside a value without changing what a reader sees.
///
/// These are control sequences of terminals (`ESC [ … letter`, as colours are, and the choice of a character set), and
/// in base64 a line break.
enum TransparentSequence {
    case none
    /// The text ends inside what may become such a sequence.
    case incomplete
    case complete(length: Int, isLineBreak: Bool)

    static let escape: UInt8 = 0x1B
    private static let longest = 32
    /// How many transparent bytes may stand between two bytes of a value; bounds how much text is held back.
    static let longestGap = 64

    /// What stands in the text at `position`, which is inside it.
    static func at(
        _ position: Int,
        in text: UnsafeBufferPointer<UInt8>,
        allowingLineBreak: Bool
    ) -> TransparentSequence {
        switch text[position] {
        case 0x0A where allowingLineBreak:
            return .complete(length: 1, isLineBreak: true)
        case 0x0D where allowingLineBreak:
            guard position + 1 < text.count else { return .incomplete }
            return text[position + 1] == 0x0A ? .complete(length: 2, isLineBreak: true) : .none
        case 0x1B:
            return escape(position, text)
        default:
            return .none
        }
    }

    private static func escape(_ start: Int, _ text: UnsafeBufferPointer<UInt8>) -> TransparentSequence {
        guard start + 1 < text.count else { return .incomplete }
        switch text[start + 1] {
        case UInt8(ascii: "["):
            if start + 10 <= text.count, let base = text.baseAddress {
                // Mostly short: up to seven parameters, each of 0x20...0x3F, and the last byte.
                let word = base.load8(at: start + 2)
                let count = (word & 0x4040_4040_4040_4040).trailingZeroBitCount >> 3
                let areParameters =
                    (word ^ 0x2020_2020_2020_2020) & 0xE0E0_E0E0_E0E0_E0E0 & ~(UInt64.max << UInt64(8 * count)) == 0
                if count < 8, areParameters, text[start + 2 + count] < 0x7F {
                    return .complete(length: count + 3, isLineBreak: false)
                }
            }
            for length in 2..<longest {
                guard start + length < text.count else { return .incomplete }
                switch text[start + length] {
                case 0x20...0x3F: continue
                case 0x40...0x7E: return .complete(length: length + 1, isLineBreak: false)
                default: return .none
                }
            }
            return .none
        case UInt8(ascii: "("), UInt8(ascii: ")"):
            guard start + 2 < text.count else { return .incomplete }
            // An escape character always begins a sequence, so where they begin does not depend on where one looks.
            return text[start + 2] == escape ? .none : .complete(length: 3, isLineBreak: false)
        default:
            return .none
        }
    }
}

extension UInt64 {
    /// The highest bit of the first of the eight bytes that is a line feed, and maybe of others; 0 if none is.
    @inline(__always)
    var lineFeeds: UInt64 {
        // The usual test for a zero byte in a word, after turning line feeds into zeros.
        let difference = self ^ 0x0A0A_0A0A_0A0A_0A0A
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }
}
