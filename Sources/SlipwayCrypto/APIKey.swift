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
    public static func hash(_ key: String) -> [UInt8] {
        var key = key
        return key.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
    }

    /// SHA-256 of the key's bytes, 32 bytes.
    public static func hash(_ key: UnsafeRawBufferPointer) -> [UInt8] {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: SHA256.byteCount) { hash in
            CCryptoBoringSSL_SHA256(key.assumingMemoryBound(to: UInt8.self).baseAddress, key.count, hash.baseAddress)
            return Array(hash)
        }
    }

    /// Compares two hashes in a time that does not depend on where they differ.
    public static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
