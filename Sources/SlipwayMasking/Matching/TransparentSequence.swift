/// Bytes that a terminal or an encoder puts inside a value without changing what a reader sees.
///
/// These are control sequences of terminals (`ESC [ … letter`, as colours are, and the choice of a character set), and
/// in base64 a line break.
enum TransparentSequence {
    case none
    /// The text ends inside what may become such a sequence.
    case incomplete
    case complete(length: Int, isLineBreak: Bool)

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
            return start + 2 < text.count ? .complete(length: 3, isLineBreak: false) : .incomplete
        default:
            return .none
        }
    }
}
