import CCryptoBoringSSL
import Crypto

/// AES-256-GCM under one key, with a random nonce for each message.
///
/// The key's schedule is made once and not for each value; for that, and for no object on the heap each time, the
/// functions of BoringSSL are called that swift-crypto is made of.
///
/// `@unchecked Sendable` holds because the context is only read once it is made.
final class BlobCipher: @unchecked Sendable {
    static let nonceCount = 12
    static let tagCount = 16

    private let context: UnsafeMutablePointer<EVP_AEAD_CTX>

    init(_ key: SymmetricKey) {
        context = .allocate(capacity: 1)
        let code = key.withUnsafeBytes { bytes in
            CCryptoBoringSSL_EVP_AEAD_CTX_init(
                context,
                CCryptoBoringSSL_EVP_aead_aes_256_gcm(),
                bytes.assumingMemoryBound(to: UInt8.self).baseAddress,
                bytes.count,
                Self.tagCount,
                nil
            )
        }
        precondition(code == 1, "AES-256-GCM takes a key of 32 bytes")
    }

    deinit {
        CCryptoBoringSSL_EVP_AEAD_CTX_cleanup(context)
        CCryptoBoringSSL_OPENSSL_cleanse(context, MemoryLayout<EVP_AEAD_CTX>.size)
        context.deallocate()
    }

    /// A new nonce, the ciphertext and its tag, appended to `header`.
    ///
    /// `authenticated` must begin with `header`: it is not added here.
    func seal(
        _ plaintext: UnsafeRawBufferPointer,
        after header: [UInt8],
        authenticated: UnsafeRawBufferPointer
    ) -> [UInt8]? {
        defer { withExtendedLifetime(self) {} }
        let count = header.count + Self.nonceCount + plaintext.count + Self.tagCount
        var isSealed = false
        let sealed = [UInt8](unsafeUninitializedCapacity: count) { blob, initialized in
            guard let start = blob.baseAddress else { return }
            start.initialize(from: header, count: header.count)
            let nonce = start + header.count
            // BoringSSL ends the process rather than give out what is not random.
            CCryptoBoringSSL_RAND_bytes(nonce, Self.nonceCount)
            var length = 0
            let code = CCryptoBoringSSL_EVP_AEAD_CTX_seal(
                context,
                nonce + Self.nonceCount,
                &length,
                plaintext.count + Self.tagCount,
                nonce,
                Self.nonceCount,
                plaintext.assumingMemoryBound(to: UInt8.self).baseAddress,
                plaintext.count,
                authenticated.assumingMemoryBound(to: UInt8.self).baseAddress,
                authenticated.count
            )
            isSealed = code == 1 && length == plaintext.count + Self.tagCount
            initialized = isSealed ? count : 0
        }
        if !isSealed { CCryptoBoringSSL_ERR_clear_error() }
        return isSealed ? sealed : nil
    }

    /// Opens a nonce, a ciphertext and its tag, and lends the plaintext to `body`; its memory is wiped afterwards.
    ///
    /// Nothing when any of it, or of what was authenticated with it, is not as it was sealed.
    func open<R>(
        _ sealed: UnsafeRawBufferPointer,
        authenticated: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> R
    ) -> R? {
        defer { withExtendedLifetime(self) {} }
        let count = sealed.count - Self.nonceCount - Self.tagCount
        guard count >= 0, let start = sealed.assumingMemoryBound(to: UInt8.self).baseAddress else { return nil }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(count, 1)) { plaintext in
            defer { CCryptoBoringSSL_OPENSSL_cleanse(plaintext.baseAddress, plaintext.count) }
            var length = 0
            let code = CCryptoBoringSSL_EVP_AEAD_CTX_open(
                context,
                plaintext.baseAddress,
                &length,
                count,
                start,
                Self.nonceCount,
                start + Self.nonceCount,
                sealed.count - Self.nonceCount,
                authenticated.assumingMemoryBound(to: UInt8.self).baseAddress,
                authenticated.count
            )
            guard code == 1, length == count else {
                // It is said in the answer; BoringSSL keeps it for the thread as well.
                CCryptoBoringSSL_ERR_clear_error()
                return nil
            }
            return body(UnsafeRawBufferPointer(start: plaintext.baseAddress, count: count))
        }
    }
}
