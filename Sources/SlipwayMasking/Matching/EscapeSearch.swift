/// Finds the next escape character of a text, looking at each byte once as long as it is asked in ascending order.
struct EscapeSearch {
    static let escape: UInt8 = 0x1B

    private let text: UnsafeBufferPointer<UInt8>
    /// Before this there is no escape character that has not been answered.
    private var searched = 0
    private var found: Int?

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    /// The first escape character after `place`; if there is none in `distance` bytes, some place beyond those.
    @inline(__always)
    mutating func next(after place: Int, within distance: Int) -> Int {
        if let found, found > place { return found }
        let end = min(place + 1 + distance, text.count)
        var position = max(searched, place + 1)
        guard let base = text.baseAddress else { return .max }
        while position + 8 <= end {
            // The usual test for a zero byte in a word, after turning the byte looked for into zero.
            let word = base.load8(at: position) ^ 0x1B1B_1B1B_1B1B_1B1B
            guard (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 == 0 else { break }
            position += 8
        }
        while position < end, text[position] != Self.escape { position += 1 }
        searched = position
        found = position < end ? position : nil
        return found ?? .max
    }
}
