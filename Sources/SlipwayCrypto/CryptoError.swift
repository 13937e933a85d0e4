/// Why a cryptographic operation failed.
///
/// Carries no detail: a detail here would help only an attacker.
public enum CryptoError: Error, Sendable, Equatable {
    /// The blob is damaged, was moved from its place, or was sealed under another key.
    case doesNotOpen
    /// The blob has a format this version does not know.
    case unknownFormat
    /// The key material is not what the format asks for.
    case badKey
}
