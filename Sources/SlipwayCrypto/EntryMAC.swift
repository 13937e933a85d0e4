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

    /// A copy of its own for messages that come one after the other: several can be at work at the same time.
    func codes() -> Codes { Codes(copying: prepared, of: self) }

    struct Codes: ~Copyable {
        private let context: UnsafeMutablePointer<HMAC_CTX>

        fileprivate init(copying prepared: UnsafeMutablePointer<HMAC_CTX>, of owner: EntryMAC) {
            context = .allocate(capacity: 1)
            CCryptoBoringSSL_HMAC_CTX_init(context)
            let code = withExtendedLifetime(owner) { CCryptoBoringSSL_HMAC_CTX_copy_ex(context, prepared) }
            precondition(code == 1, "HMAC cannot be copied")
        }

        deinit {
            CCryptoBoringSSL_HMAC_CTX_cleanup(context)
            context.deallocate()
        }

        /// Calls `body` with the 32 bytes of the message's code.
        mutating func withCode<R>(of message: [UInt8], _ body: (UnsafeRawBufferPointer) -> R) -> R {
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: EntryMAC.byteCount) { code in
                var length: UInt32 = 0
                // Without a key and a hash it goes back to where the key was taken in.
                let begun = CCryptoBoringSSL_HMAC_Init_ex(context, nil, 0, nil, nil)
                let updated = CCryptoBoringSSL_HMAC_Update(context, message, message.count)
                let finished = CCryptoBoringSSL_HMAC_Final(context, code.baseAddress, &length)
                precondition(
                    begun == 1 && updated == 1 && finished == 1 && length == EntryMAC.byteCount,
                    "HMAC cannot be finished"
                )
                return body(UnsafeRawBufferPointer(code))
            }
        }
    }
}
