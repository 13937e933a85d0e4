extension JSONReader {
    /// Reads a number: `-`, digits without a leading zero, a fraction, an exponent.
    mutating func number() throws(Failure) {
        let start = offset
        if peek == UInt8(ascii: "-") { offset += 1 }
        if peek == UInt8(ascii: "0") {
            offset += 1
        } else {
            try digits(from: start)
        }
        if peek == UInt8(ascii: ".") {
            offset += 1
            try digits(from: start)
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            offset += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
            try digits(from: start)
        }
        guard offset - start <= limits.numberLength else {
            throw failure(.numberTooLong(limit: limits.numberLength), at: start)
        }
        guard let next = peek else { return }
        switch next {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"):
            throw failure(.badNumber, at: start)
        default: break
        }
    }

    private mutating func digits(from start: Int) throws(Failure) {
        let first = offset
        while let byte = peek, (0x30...0x39).contains(byte) { offset += 1 }
        guard offset > first else {
            throw peek == nil ? failure(.unexpectedEnd) : failure(.badNumber, at: start)
        }
    }
}
