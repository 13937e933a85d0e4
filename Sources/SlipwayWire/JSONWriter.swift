/// Writes JSON straight into bytes: for the answers that are asked for most.
///
/// The caller opens and closes objects and lists in pairs; commas are put by the writer.
public struct JSONWriter: ~Copyable {
    // An array would be asked whether it is shared for every comma.
    private var memory: UnsafeMutableRawBufferPointer
    /// How many bytes were written so far.
    package private(set) var count = 0
    private var needsComma = false

    public init(capacity: Int) { memory = .allocate(byteCount: max(capacity, 64), alignment: 1) }

    deinit { memory.deallocate() }

    /// What was written so far.
    public var bytes: [UInt8] { Array(UnsafeRawBufferPointer(rebasing: memory[..<count])) }

    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    public mutating func endObject() { close(UInt8(ascii: "}")) }
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// The name of the member whose value is written next.
    ///
    /// Must need no escapes.
    public mutating func name(_ name: StaticString) {
        separate()
        put(UInt8(ascii: "\""))
        put(name)
        put(UInt8(ascii: "\""))
        put(UInt8(ascii: ":"))
        needsComma = false
    }

    public mutating func string(_ text: String) {
        separate()
        var text = text
        text.withUTF8 { quoted($0) }
    }

    /// A string given as UTF-8, which must be valid.
    public mutating func string(utf8: UnsafeBufferPointer<UInt8>) {
        separate()
        quoted(utf8)
    }

    public mutating func integer(_ number: Int64) {
        separate()
        put(number)
    }

    private mutating func put(_ number: Int64) {
        // Twenty digits hold every 64-bit number.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var (rest, start) = (number.magnitude, digits.count)
            repeat {
                start -= 1
                digits[start] = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
                rest /= 10
            } while rest > 0
            if number < 0 { put(UInt8(ascii: "-")) }
            put(UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    public mutating func boolean(_ value: Bool) {
        separate()
        put(value ? "true" : "false")
    }

    public mutating func member(_ name: StaticString, _ text: String) {
        self.name(name)
        string(text)
    }

    /// A member that is left out when there is no text.
    public mutating func member(_ name: StaticString, ifPresent text: String?) {
        guard let text else { return }
        member(name, text)
    }

    /// A member that is left out when there is no number.
    public mutating func member(_ name: StaticString, ifPresent number: Int64?) {
        guard let number else { return }
        self.name(name)
        integer(number)
    }

    // MARK: For lists of many lines that are alike

    // What is written by these stands there as it is: the caller sees to quotes, escapes and commas, also to the comma before
    // what is written behind it by the others.

    package mutating func raw(_ json: StaticString) {
        put(json)
        needsComma = false
    }

    package mutating func raw(_ json: UnsafeBufferPointer<UInt8>) {
        put(json)
        needsComma = false
    }

    package mutating func raw(_ number: Int64) {
        put(number)
        needsComma = false
    }

    /// What `body` puts into the up to `limit` bytes it is lent, and says how many they were.
    package mutating func raw(upTo limit: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
        if memory.count - count < limit { grow(by: limit) }
        let room = UnsafeMutableRawBufferPointer(rebasing: memory[count..<count + limit])
        let written = room.withMemoryRebound(to: UInt8.self, body)
        precondition((0...limit).contains(written), "more was written than there was room for")
        count += written
        needsComma = false
    }

    /// What stands at these bytes of what was written so far, once more.
    package mutating func raw(again written: Range<Int>) {
        precondition(written.upperBound <= count, "only what was written can be written again")
        if memory.count - count < written.count { grow(by: written.count) }
        let bytes = UnsafeRawBufferPointer(rebasing: memory[written])
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
        count += written.count
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { put(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        put(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        put(bracket)
        needsComma = true
    }

    private mutating func quoted(_ text: UnsafeBufferPointer<UInt8>) {
        put(UInt8(ascii: "\""))
        var plain = 0
        for index in text.indices where Self.needsEscape(text[index]) {
            put(UnsafeBufferPointer(rebasing: text[plain..<index]))
            escape(text[index])
            plain = index + 1
        }
        put(UnsafeBufferPointer(rebasing: text[plain...]))
        put(UInt8(ascii: "\""))
    }

    private mutating func put(_ byte: UInt8) {
        if count == memory.count { grow(by: 1) }
        memory[count] = byte
        count += 1
    }

    private mutating func put(_ text: StaticString) {
        put(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func put(_ more: UnsafeBufferPointer<UInt8>) {
        if memory.count - count < more.count { grow(by: more.count) }
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: UnsafeRawBufferPointer(more))
        count += more.count
    }

    private mutating func grow(by needed: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(2 * memory.count, count + needed),
            alignment: 1
        )
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
        memory.deallocate()
        memory = larger
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        put(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): put(byte)
        case 0x0A: put(UInt8(ascii: "n"))
        case 0x0D: put(UInt8(ascii: "r"))
        case 0x09: put(UInt8(ascii: "t"))
        default:
            put("u00")
            put(Self.digits[Int(byte >> 4)])
            put(Self.digits[Int(byte & 15)])
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)
}

/// An answer that writes itself.
public protocol JSONWritable {
    /// About how many bytes it will have.
    var sizeHint: Int { get }
    func write(to writer: inout JSONWriter)
}

extension JSONWritable {
    /// The document, as UTF-8.
    public var json: [UInt8] {
        var writer = JSONWriter(capacity: sizeHint)
        write(to: &writer)
        return writer.bytes
    }
}
