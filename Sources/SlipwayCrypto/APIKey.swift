import CCryptoBoringSSL
import Crypto
import FoundationEssentials

/// API keys: 52 characters of `A`–`Z`, `a`–`z`, `0`–`9`, about 309 bits.
///
/// Only their SHA-256 is ever kept.
public enum APIKey {
    public static let length = 52
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// A new key.
    ///
    /// Bytes of the system's generator that would favour some characters (248 and up) are thrown away.
    public static func generate() -> String {
        var generator = SystemRandomNumberGenerator()
        return generate(from: { UInt8.random(in: .min ... .max, using: &generator) })
    }

    static func generate(from random: () -> UInt8) -> String {
        let fair = alphabet.count * (256 / alphabet.count)
        var characters: [UInt8] = []
        while characters.count < length {
            let byte = Int(random())
            if byte < fair { characters.append(alphabet[byte % alphabet.count]) }
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// SHA-256 of the key's UTF-8 bytes, 32 bytes.
    public static func hash(_ key: some Sequence<UInt8>) -> [UInt8] {
        let key = Array(key)
        return [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { hash, count in
            CCryptoBoringSSL_SHA256(key, key.count, hash.baseAddress)
            count = SHA256.byteCount
        }
    }

    /// Compares two hashes in a time that does not depend on where they differ.
    public static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
