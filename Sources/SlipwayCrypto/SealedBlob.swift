import Crypto
import FoundationEssentials

/// AES-256-GCM with the shape every sealed blob has.
///
///     format (1 byte) | key id (8) | nonce (12) | ciphertext | tag (16)
///
/// Nonces are random. A key seals at most 2³² blobs before a repeat is likely enough to matter (NIST SP 800-38D, 8.3);
/// each environment has a key of its own, which no team reaches by setting variables.
enum SealedBlob {
    private static let format: UInt8 = 1
    private static let headerCount = 9

    static func seal(
        _ plaintext: UnsafeRawBufferPointer,
        key: SymmetricKey,
        id: KeyID,
        context: SealContext
    ) throws(CryptoError) -> [UInt8] {
        let header = [format] + id.bytes
        do {
            let box = try AES.GCM.seal(plaintext, using: key, authenticating: header + context.bytes)
            guard let combined = box.combined else { throw CryptoError.badKey }
            return header + combined
        } catch { throw .badKey }
    }

    /// The plaintext, in a buffer that is the caller's to wipe.
    static func open(
        _ blob: [UInt8],
        key: SymmetricKey,
        id: KeyID,
        context: SealContext
    ) throws(CryptoError) -> Data {
        guard blob.count >= headerCount + 28 else { throw .doesNotOpen }
        guard blob[0] == format else { throw .unknownFormat }
        guard Array(blob[1..<headerCount]) == id.bytes else { throw .doesNotOpen }
        do {
            let box = try AES.GCM.SealedBox(combined: blob[headerCount...])
            return try AES.GCM.open(box, using: key, authenticating: blob[..<headerCount] + context.bytes)
        } catch { throw .doesNotOpen }
    }
}
