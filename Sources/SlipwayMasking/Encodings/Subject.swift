/// What is encoded: a whole value, or one line of it.
///
/// Borrowed; valid only while the value's bytes are.
struct Subject {
    let bytes: UnsafeBufferPointer<UInt8>
    /// False for a line of a longer value.
    let isWhole: Bool
    /// Which bytes occur, so that an encoding that would change nothing is not tried.
    let contents: ByteSet
    let isValidUTF8: Bool

    init(_ bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool) {
        self.bytes = bytes
        self.isWhole = isWhole
        var contents = ByteSet()
        for byte in bytes { contents.insert(byte) }
        self.contents = contents
        var isValid = true
        if contents.intersects(.nonASCII) {
            var decoder = UTF8()
            var iterator = bytes.makeIterator()
            decoding: while true {
                switch decoder.decode(&iterator) {
                case .scalarValue: continue
                case .emptyInput: break decoding
                case .error:
                    isValid = false
                    break decoding
                }
            }
        }
        isValidUTF8 = isValid
    }

    /// Calls `body` with each Unicode scalar; only for a subject that is valid UTF-8.
    func forEachScalar(_ body: (Unicode.Scalar) -> Void) {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { body(scalar) }
    }
}
