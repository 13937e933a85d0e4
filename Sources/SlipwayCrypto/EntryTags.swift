/// Authenticates the chain after each entry: the first 16 bytes of HMAC-SHA256 over its hash.
public struct EntryTags: ~Copyable {
    private static let byteCount = 16

    private var codes: EntryMAC.Codes

    init(codes: consuming EntryMAC.Codes) { self.codes = codes }

    /// Writes the 16 bytes of the tag to `place`, which has as many.
    public mutating func writeTag(of hash: [UInt8], to place: UnsafeMutableRawBufferPointer) {
        precondition(place.count == Self.byteCount, "a tag has 16 bytes")
        codes.withCode(of: hash) { place.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<Self.byteCount])) }
    }

    /// Whether `tag` is the one of `hash`, compared in a time that does not depend on where they differ.
    public mutating func isTag(_ tag: UnsafeRawBufferPointer, of hash: [UInt8]) -> Bool {
        guard tag.count == Self.byteCount else { return false }
        return codes.withCode(of: hash) { code in tag.indices.reduce(UInt8(0)) { $0 | (tag[$1] ^ code[$1]) } == 0 }
    }
}
