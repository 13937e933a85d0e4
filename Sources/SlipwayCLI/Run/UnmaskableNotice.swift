/// The sentence that tells a person which values masking cannot hide.
struct UnmaskableNotice: Equatable, CustomStringConvertible {
    let description: String

    /// Takes the names in the order they were injected; nil when there is nothing to say.
    init?(names: [String]) {
        guard let first = names.first else { return nil }
        description =
            names.count == 1
            ? "slipway: the value of \(first) is under 4 bytes and cannot be masked in the output"
            : "slipway: the values of \(names.joined(separator: ", ")) are under 4 bytes and cannot be masked "
                + "in the output"
    }
}
