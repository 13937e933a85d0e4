/// One sequence of bytes to find: a slice of `PatternBytes`.
struct Pattern: BitwiseCopyable {
    var offset: Int
    var length: UInt32
    /// Base64, which programs wrap: line breaks inside it are skipped.
    var wraps: Bool

    var end: Int { offset + Int(length) }
}
