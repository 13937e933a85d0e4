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
        guard let blob = cipher.seal(plaintext, after: [format] + id.bytes, place: context.bytes) else { throw .badKey }
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
        var authenticated: [UInt8] = []
        authenticated.reserveCapacity(headerCount + context.bytes.count)
        authenticated.append(contentsOf: blob[..<headerCount])
        authenticated.append(contentsOf: context.bytes)
        let result = blob.withUnsafeBytes { bytes in
            cipher.open(UnsafeRawBufferPointer(rebasing: bytes[headerCount...]), authenticated: authenticated, body)
        }
        guard let result else { throw .doesNotOpen }
        return result
    }
}
