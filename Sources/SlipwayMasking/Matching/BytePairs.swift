/// Which two bytes stand side by side: one bit for each possible pair.
struct BytePairs: Sendable {
    private let words = FixedBuffer<UInt64>(repeating: 0, count: 65_536 / 64)

    func insert(_ first: UInt8, _ second: UInt8) {
        words.elements[Int(first) << 2 | Int(second >> 6)] |= 1 << UInt64(second & 63)
    }

    @inline(__always)
    func contains(_ first: UInt8, _ second: UInt8) -> Bool {
        words.elements[Int(first) << 2 | Int(second >> 6)] >> UInt64(second & 63) & 1 != 0
    }
}
