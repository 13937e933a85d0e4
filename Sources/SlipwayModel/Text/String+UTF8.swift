extension String {
    /// The text of these bytes; nothing when they are not UTF-8.
    ///
    /// As `init(validating:as:)`, which takes several times as long for the ASCII that most text is.
    public init?(utf8 bytes: UnsafeRawBufferPointer) {
        guard bytes.allSatisfy({ $0 < 0x80 }) else {
            self.init(validating: bytes, as: UTF8.self)
            return
        }
        self.init(decoding: bytes, as: UTF8.self)
    }

    /// Lends the UTF-8 of the text where it lies: as `withUTF8`, which needs a variable, and so a copy that is counted.
    ///
    /// Inlinable so that each use is compiled for what it does.
    @inlinable
    public func withUTF8Bytes<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        if let result = try utf8.withContiguousStorageIfAvailable(body) { return result }
        var copy = self
        return try copy.withUTF8(body)
    }
}
