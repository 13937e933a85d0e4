import CCryptoBoringSSL
import Crypto
import FoundationEssentials

/// The key at the top: 256 bits that wrap every data key and the keys of the audit trail.
///
/// Never in the database.
///
/// Its bytes live in a `SymmetricKey`, which wipes them on release.
public struct MasterKey: Sendable {
    private let key: SymmetricKey
    public let id: KeyID

    private init(_ key: SymmetricKey) {
        self.key = key
        id = KeyID(of: key)
    }

    /// A new key from the system's generator.
    public static func generate() -> MasterKey { MasterKey(SymmetricKey(size: .bits256)) }

    /// Reads a key written as 64 hexadecimal digits or as Base64 of 32 bytes; white space around it is ignored.
    ///
    /// - Throws: `badKey` for anything else, and for a key of one repeated byte: that is a placeholder, not a key.
    public init(text: [UInt8]) throws(CryptoError) {
        let trimmed = text.trimmed
        guard var bytes = Self.hex(trimmed) ?? Data(base64Encoded: Data(trimmed)), bytes.count == 32,
            Self.differing(bytes) > 4
        else { throw .badKey }
        defer { bytes.resetBytes(in: bytes.indices) }
        self.init(SymmetricKey(data: bytes))
    }

    /// Derives the key from a passphrase with scrypt (N = 2¹⁷, r = 8, p = 1: 128 MiB for a moment).
    ///
    /// - Throws: `badKey` when the passphrase has fewer than 12 bytes.
    public init(passphrase: [UInt8], salt: [UInt8]) throws(CryptoError) {
        let trimmed = passphrase.trimmed
        guard trimmed.count >= 12 else { throw .badKey }
        let (rounds, blockSize, parallelism) = (UInt64(1 << 17), UInt64(8), UInt64(1))
        // What BoringSSL says it needs.
        let memory = Int(128 * blockSize * (rounds + parallelism + 1))
        var key = Data(count: 32)
        defer { key.resetBytes(in: key.indices) }
        let code = key.withUnsafeMutableBytes { key in
            trimmed.withUnsafeBytes { text in
                CCryptoBoringSSL_EVP_PBE_scrypt(
                    text.baseAddress,
                    text.count,
                    salt,
                    salt.count,
                    rounds,
                    blockSize,
                    parallelism,
                    memory,
                    key.baseAddress,
                    key.count
                )
            }
        }
        guard code == 1 else {
            // Or the next failure of this thread would be told with this one's cause.
            CCryptoBoringSSL_ERR_clear_error()
            throw .badKey
        }
        self.init(SymmetricKey(data: key))
    }

    /// The text form ``init(text:)`` reads, for the key file.
    ///
    /// The caller wipes it.
    public var text: [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return key.withUnsafeBytes { bytes in bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] } }
            + [UInt8(ascii: "\n")]
    }

    func wrap(_ inner: SymmetricKey, context: SealContext) throws(CryptoError) -> [UInt8] {
        let sealed = inner.withUnsafeBytes { bytes in
            Result { () throws(CryptoError) in
                try SealedBlob.seal(bytes, with: BlobCipher(key), id: id, context: context)
            }
        }
        return try sealed.get()
    }

    func unwrap(_ blob: [UInt8], context: SealContext) throws(CryptoError) -> SymmetricKey {
        try SealedBlob.open(blob, with: BlobCipher(key), id: id, context: context) { SymmetricKey(data: $0) }
    }

    /// How many different bytes there are.
    private static func differing(_ bytes: Data) -> Int {
        var isThere = [Bool](repeating: false, count: 256)
        for byte in bytes { isThere[Int(byte)] = true }
        return isThere.count { $0 }
    }

    private static func hex(_ text: [UInt8]) -> Data? {
        guard text.count == 64 else { return nil }
        var bytes = Data()
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = digit(text[index]), let low = digit(text[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}

extension MasterKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "MasterKey(\(id))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["id": id.description]) }
}

extension [UInt8] {
    /// Without the white space around it that editors and `echo` leave.
    fileprivate var trimmed: [UInt8] {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let start = firstIndex(where: { !isSpace($0) }), let end = lastIndex(where: { !isSpace($0) }) else {
            return []
        }
        return Array(self[start...end])
    }
}
