/// Builds short ASCII text out of numbers without a string for each: lists hold a time in every line.
struct DigitText {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(24) }

    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// An ASCII character.
    mutating func append(_ character: Unicode.Scalar) {
        bytes.append(UInt8(ascii: character))
    }

    /// A number with zeros before it up to `width`; a longer or negative one as it is.
    mutating func append(_ number: Int64, width: Int) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        // Twenty digits hold every 64-bit number.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(width, 20)) { digits in
            var (rest, start) = (number.magnitude, digits.count)
            while rest > 0 || digits.count - start < max(width, 1) {
                start -= 1
                digits[start] = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
                rest /= 10
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }
}
