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
}
