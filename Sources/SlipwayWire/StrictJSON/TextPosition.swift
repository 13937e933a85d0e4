/// A place in a text file, as editors count.
public struct TextPosition: Sendable, Hashable, CustomStringConvertible {
    /// In bytes, from 0.
    public let offset: Int
    /// From 1.
    public let line: Int
    /// In Unicode scalars, from 1.
    public let column: Int

    /// The place of the byte at `offset`, or of the end when there are fewer bytes.
    public init(of offset: Int, in bytes: UnsafeRawBufferPointer) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(max(0, offset)) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.offset = min(max(0, offset), bytes.count)
        self.line = line
        self.column = column
    }

    /// The place of the byte at `offset`, or of the end when there are fewer bytes.
    public init(of offset: Int, in bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { TextPosition(of: offset, in: $0) }
    }

    public var description: String { "line \(line), column \(column)" }
}
