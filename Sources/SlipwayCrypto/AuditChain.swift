import CCryptoBoringSSL
import Crypto
import FoundationEssentials

/// The arithmetic of the audit chain that needs no key: hashes and signatures.
public enum AuditChain {
    /// What the chain is before its first entry: 32 zero bytes.
    public static let start = [UInt8](repeating: 0, count: 32)

    /// The chain after one more entry: SHA-256 over the hash so far and the entry's canonical encoding.
    public static func hash(after previous: [UInt8], entry encoding: [UInt8]) -> [UInt8] {
        var hash = previous
        encoding.withUnsafeBytes { advance(&hash, entry: $0) }
        return hash
    }

    /// Puts the chain after one more entry in the place of the chain before it.
    public static func advance(_ hash: inout [UInt8], entry encoding: UnsafeRawBufferPointer) {
        precondition(hash.count == SHA256.byteCount, "a hash of the chain has 32 bytes")
        // As in EntryMAC, not by way of swift-crypto's type. In one piece: what is begun by one call and gone on with by the
        // next is copied block by block.
        withUnsafeTemporaryAllocation(byteCount: hash.count + encoding.count, alignment: 1) { bytes in
            hash.withUnsafeBytes { bytes.copyMemory(from: $0) }
            UnsafeMutableRawBufferPointer(rebasing: bytes[hash.count...]).copyMemory(from: encoding)
            var context = SHA256_CTX()
            CCryptoBoringSSL_SHA256_Init(&context)
            CCryptoBoringSSL_SHA256_Update(&context, bytes.baseAddress, bytes.count)
            CCryptoBoringSSL_SHA256_Final(&hash, &context)
        }
    }

    /// Whether an Ed25519 signature over `bytes` is valid under a 32-byte public key.
    public static func isValid(signature: [UInt8], over bytes: [UInt8], publicKey: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: bytes)
    }
}
