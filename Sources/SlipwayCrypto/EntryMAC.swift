import CCryptoBoringSSL
import Crypto

/// HMAC-SHA256 (RFC 2104) under one key, for the many short messages of an audit trail.
///
/// Calls the functions of BoringSSL that swift-crypto is made of: its own type puts objects on the heap for each message,
/// which takes several times as long as the hashing.
///
/// `@unchecked Sendable` holds because the context is only copied once it is made.
final class EntryMAC: @unchecked Sendable {
    static let byteCount = 32

    /// The key is taken in already, so that a message does not pay for that.
    private let prepared: UnsafeMutablePointer<HMAC_CTX>

    init(key: SymmetricKey) {
        prepared = .allocate(capacity: 1)
        CCryptoBoringSSL_HMAC_CTX_init(prepared)
        let code = key.withUnsafeBytes {
            CCryptoBoringSSL_HMAC_Init_ex(prepared, $0.baseAddress, $0.count, CCryptoBoringSSL_EVP_sha256(), nil)
        }
        precondition(code == 1, "HMAC cannot be begun")
    }

    deinit {
        // Overwrites what was made of the key.
        CCryptoBoringSSL_HMAC_CTX_cleanup(prepared)
        prepared.deallocate()
    }

    /// Calls `body` with the 32 bytes of the message's code.
    func withCode<R>(of message: [UInt8], _ body: (UnsafeRawBufferPointer) -> R) -> R {
        var context = HMAC_CTX()
        CCryptoBoringSSL_HMAC_CTX_init(&context)
        defer { CCryptoBoringSSL_HMAC_CTX_cleanup(&context) }
        let copied = withExtendedLifetime(self) { CCryptoBoringSSL_HMAC_CTX_copy_ex(&context, prepared) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.byteCount) { code in
            var length: UInt32 = 0
            let updated = CCryptoBoringSSL_HMAC_Update(&context, message, message.count)
            let finished = CCryptoBoringSSL_HMAC_Final(&context, code.baseAddress, &length)
            precondition(
                copied == 1 && updated == 1 && finished == 1 && length == Self.byteCount,
                "HMAC cannot be finished"
            )
            return body(UnsafeRawBufferPointer(code))
        }
    }
}
