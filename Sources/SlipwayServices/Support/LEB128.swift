/// Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the eighth set when more follow.
///
/// After DWARF 5, 7.6, unsigned. Only for what this program packed itself: reading trusts what it reads.
enum LEB128 {
    static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// The number that begins at `offset`, which is moved behind it.
    static func number(in bytes: UnsafeBufferPointer<UInt8>, at offset: inout Int) -> UInt64 {
        var (number, shift) = (UInt64(0), UInt64(0))
        while true {
            let byte = bytes[offset]
            offset += 1
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
    }
}
