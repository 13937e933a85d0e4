import SlipwayWire

/// How a JSON file is laid out, so that what is added to it looks like what is there.
struct JSONLayout {
    /// `"\n"` or `"\r\n"`.
    let newline: String
    /// One step of indentation.
    let unit: String
    /// Whether the members of the outermost object stand on lines of their own.
    let isSpread: Bool
    /// What stands between a key and its value.
    let colon: String
    /// What follows a comma within a line.
    let gap: String

    private let bytes: [UInt8]

    init(_ bytes: [UInt8], root: JSONNode) {
        self.bytes = bytes
        let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
        newline = end.map { $0 > 0 && bytes[$0 - 1] == UInt8(ascii: "\r") } == true ? "\r\n" : "\n"
        let first = root.members.first
        let lead = first.flatMap { Self.lead(before: $0.keyRange.lowerBound, in: bytes) }
        isSpread = first == nil || lead != nil
        unit = lead.map { Self.text($0) } ?? "  "
        let between = first.map { Array(bytes[$0.keyRange.upperBound..<$0.value.range.lowerBound]) }
        colon = between.flatMap { $0.contains(UInt8(ascii: "\n")) ? nil : Self.text($0[...]) } ?? ": "
        gap = colon.hasSuffix(" ") ? " " : ""
    }

    /// The white space between the start of the line and `offset`, or nothing when something else stands there.
    func lead(before offset: Int) -> String? {
        Self.lead(before: offset, in: bytes).map { Self.text($0) }
    }

    /// The white space the line that holds `offset` begins with.
    func indentation(ofLineAt offset: Int) -> String {
        let start = bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return Self.text(bytes[start..<offset].prefix { $0 == 0x20 || $0 == 0x09 })
    }

    func spansLines(_ node: JSONNode) -> Bool {
        bytes[node.range].contains(UInt8(ascii: "\n"))
    }

    /// What separates the opening brace of a one-line object from its first key.
    func padding(of node: JSONNode) -> String? {
        guard let first = node.members.first, !spansLines(node) else { return nil }
        return Self.text(bytes[node.range.lowerBound + 1..<first.keyRange.lowerBound])
    }

    private static func lead(before offset: Int, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
        guard let end = bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")) else { return nil }
        let lead = bytes[(end + 1)..<offset]
        return lead.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? lead : nil
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
