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
        with cipher: BlobCipher,
        id: KeyID,
        context: SealContext
    ) throws(CryptoError) -> [UInt8] {
        let header = [format] + id.bytes
        let blob = header.withUnsafeBytes { bytes in
            context.withBytes(after: bytes) { cipher.seal(plaintext, after: header, authenticated: $0) }
        }
        guard let blob else { throw .badKey }
        return blob
    }

    /// Opens a blob and lends its plaintext to `body`; its memory is wiped when `body` returns.
    static func open<R>(
        _ blob: [UInt8],
        with cipher: BlobCipher,
        id: KeyID,
        context: SealContext,
        _ body: (UnsafeRawBufferPointer) -> R
    ) throws(CryptoError) -> R {
        guard blob.count >= headerCount + BlobCipher.nonceCount + BlobCipher.tagCount else { throw .doesNotOpen }
        guard blob[0] == format else { throw .unknownFormat }
        guard blob[1..<headerCount].elementsEqual(id.bytes) else { throw .doesNotOpen }
        let result = blob.withUnsafeBytes { bytes in
            context.withBytes(after: UnsafeRawBufferPointer(rebasing: bytes[..<headerCount])) { authenticated in
                cipher.open(UnsafeRawBufferPointer(rebasing: bytes[headerCount...]), authenticated: authenticated, body)
            }
        }
        guard let result else { throw .doesNotOpen }
        return result
    }
}
