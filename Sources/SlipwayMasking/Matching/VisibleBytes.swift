/// The next few bytes of a text, less than eight, as if there were no control sequences among them.
struct VisibleBytes {
    /// The first byte in the lowest bits.
    private(set) var bytes: UInt64 = 0
    /// How many there are: as many as asked for, unless the text ends or too many control sequences stand together.
    private(set) var count = 0
    /// Where the last of them ends.
    private(set) var end: Int
    /// The text ended before there were as many as asked for.
    private(set) var reachesEnd = false

    /// Looks at the text from `start` on.
    init(_ text: UnsafeBufferPointer<UInt8>, from start: Int, count wanted: Int) {
        var position = start
        var skipped = 0
        end = start
        while count < wanted {
            guard position < text.count else {
                reachesEnd = true
                return
            }
            let byte = text[position]
            if byte == TransparentSequence.escape {
                switch TransparentSequence.at(position, in: text, allowingLineBreak: false) {
                case .incomplete:
                    reachesEnd = true
                    return
                case .complete(let length, _):
                    position += length
                    skipped += length
                    guard skipped <= TransparentSequence.longestGap else { return }
                    continue
                case .none:
                    break
                }
            }
            bytes |= UInt64(byte) &<< UInt64(8 * count)
            count += 1
            position += 1
            skipped = 0
            end = position
        }
    }

    /// How many there are before the first line break.
    var countBeforeLineBreak: Int {
        (0..<count).first { [0x0A, 0x0D].contains(bytes >> UInt64(8 * $0) & 0xFF) } ?? count
    }
}
