import CCryptoBoringSSL
import Crypto

/// Names a key without saying anything about it: 8 bytes derived from the key by HKDF-SHA256 (RFC 5869, without salt),
/// shown as 16 hexadecimal digits.
///
/// Being derived, it cannot be changed apart from the key, nor can two keys be given the same one by mistake.
public struct KeyID: Sendable, Hashable, CustomStringConvertible {
    let bytes: [UInt8]

    init(of key: SymmetricKey) {
        let info = Array("slipway key id 1".utf8)
        bytes = [UInt8](unsafeUninitializedCapacity: 8) { memory, count in
            count = memory.count
            let code = key.withUnsafeBytes { secret in
                CCryptoBoringSSL_HKDF(
                    memory.baseAddress,
                    count,
                    CCryptoBoringSSL_EVP_sha256(),
                    secret.baseAddress,
                    secret.count,
                    nil,
                    0,
                    info,
                    info.count
                )
            }
            precondition(code == 1, "HKDF cannot derive a key")
        }
    }

    public var description: String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
