import SlipwayMasking

/// The patterns of some values, compiled when the first output needs them.
///
/// Until then the command is started and makes itself ready, and many a command prints nothing at all.
final class LazyPatterns {
    private let values: [[UInt8]]
    private(set) lazy var patterns = MaskingPatterns(values: values)

    init(_ values: [[UInt8]]) { self.values = values }
}
