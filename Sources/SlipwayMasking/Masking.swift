/// Masking of secret values in text on its way to a person or a log.
public enum Masking {
    /// What stands in the output for a masked run: eight bullets in UTF-8, however long the run was.
    ///
    /// The width is fixed so that the output never tells the length of a value.
    public static let mask: [UInt8] = Array("••••••••".utf8)

    /// How many bytes a value has at least that is masked.
    ///
    /// Anything shorter occurs in harmless text all the time: masking it would make output useless.
    public static let shortestValue = 4
}
