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
        var digits: [UInt8] = []
        var rest = number.magnitude
        repeat {
            digits.append(UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0"))
            rest /= 10
        } while rest > 0
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, width - digits.count)))
        bytes.append(contentsOf: digits.reversed())
    }
}
