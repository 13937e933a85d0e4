/// Builds short ASCII text out of numbers in the memory of the string it becomes: lists hold a time in every line.
///
/// Valid inside the closure it was lent to.
struct DigitText {
    /// More than a time with two numbers of 64 bits takes.
    static let capacity = 64

    private let memory: UnsafeMutableBufferPointer<UInt8>
    private var count = 0

    private init(_ memory: UnsafeMutableBufferPointer<UInt8>) { self.memory = memory }

    /// The text that `body` appends, of up to 64 characters.
    static func string(_ body: (inout DigitText) -> Void) -> String {
        String(unsafeUninitializedCapacity: capacity) { write(to: $0, body) }
    }

    /// Writes the text that `body` appends, of up to 64 characters, and says how many they were.
    static func write(to memory: UnsafeMutableBufferPointer<UInt8>, _ body: (inout DigitText) -> Void) -> Int {
        var text = DigitText(memory)
        body(&text)
        return text.count
    }

    /// ASCII characters.
    mutating func append(_ characters: StaticString) {
        for index in 0..<characters.utf8CodeUnitCount { append(characters.utf8Start[index]) }
    }

    /// A number with zeros before it up to `width`; a longer or negative one as it is.
    mutating func append(_ number: Int64, width: Int) {
        // Nearly all are: the two digits of a month, a day, an hour.
        if width == 2, (0..<100).contains(number) {
            append(UInt8(truncatingIfNeeded: number / 10) + UInt8(ascii: "0"))
            return append(UInt8(truncatingIfNeeded: number % 10) + UInt8(ascii: "0"))
        }
        if number < 0 { append(UInt8(ascii: "-")) }
        var (rest, length) = (number.magnitude / 10, 1)
        while rest > 0 || length < width {
            rest /= 10
            length += 1
        }
        rest = number.magnitude
        for index in (count..<count + length).reversed() {
            memory[index] = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
            rest /= 10
        }
        count += length
    }

    private mutating func append(_ byte: UInt8) {
        memory[count] = byte
        count += 1
    }
}
