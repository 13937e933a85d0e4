import Synchronization

/// Names requests: 15 hexadecimal digits, of which the first six differ from one run of the server to the next.
enum RequestID {
    private static let run = UInt64.random(in: 0..<1 << 24) << 36
    private static let count = Atomic<UInt64>(0)

    static func next() -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        var rest = run | number & (1 << 36 - 1)
        return String(unsafeUninitializedCapacity: 15) { digits in
            for index in stride(from: 14, through: 0, by: -1) {
                let digit = UInt8(truncatingIfNeeded: rest & 15)
                digits[index] = digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a")
                rest >>= 4
            }
            return 15
        }
    }
}
