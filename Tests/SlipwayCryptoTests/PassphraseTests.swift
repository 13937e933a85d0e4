import Testing

@testable import SlipwayCrypto

@Suite("Passphrases")
struct PassphraseTests {
    private let passphrase = Array("correct horse battery staple".utf8)

    @Test("C5 a passphrase gives one key for one salt, and another for another")
    func salts() throws {
        let key = try MasterKey(passphrase: passphrase, salt: [1, 2, 3, 4])
        #expect(try MasterKey(passphrase: Array("  ".utf8) + passphrase + [0x0A], salt: [1, 2, 3, 4]).id == key.id)
        #expect(try MasterKey(passphrase: passphrase, salt: [1, 2, 3, 5]).id != key.id)
        #expect(try MasterKey(passphrase: passphrase + [0x2E], salt: [1, 2, 3, 4]).id != key.id)
    }

    @Test("C5 a passphrase gives the key that scrypt and HKDF of RFC 7914 and RFC 5869 give")
    func vector() throws {
        // Python: hashlib.scrypt(passphrase, salt=bytes([1, 2, 3, 4]), n=1 << 17, r=8, p=1, maxmem=1 << 28, dklen=32)
        let expected = "71d8d0101a337808b9b0c31ec9f012becc43556cb8c3a392685c96be9c4b837d"
        let key = try MasterKey(passphrase: passphrase, salt: [1, 2, 3, 4])
        #expect(String(decoding: key.text, as: UTF8.self) == expected + "\n")
        #expect(key.id.description == "cb73d81a23af040f")
    }

    @Test("C5 a short passphrase is refused", arguments: ["", "short", "eleven char", "   padded out    \n"])
    func short(text: String) {
        #expect(throws: CryptoError.badKey) { try MasterKey(passphrase: Array(text.utf8), salt: [1]) }
    }
}
