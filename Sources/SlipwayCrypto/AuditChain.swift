import Crypto
import FoundationEssentials

/// The arithmetic of the audit chain that needs no key: hashes and signatures.
public enum AuditChain {
    /// What the chain is before its first entry: 32 zero bytes.
    public static let start = [UInt8](repeating: 0, count: 32)

    /// The chain after one more entry: SHA-256 over the hash so far and the entry's canonical encoding.
    public static func hash(after previous: [UInt8], entry encoding: [UInt8]) -> [UInt8] {
        var hasher = SHA256()
        hasher.update(data: previous)
        hasher.update(data: encoding)
        return Array(hasher.finalize())
    }

    /// Whether an Ed25519 signature over `bytes` is valid under a 32-byte public key.
    public static func isValid(signature: [UInt8], over bytes: [UInt8], publicKey: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: bytes)
    }
}
