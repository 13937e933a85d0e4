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

    @Test("C5 a short passphrase is refused", arguments: ["", "short", "eleven char", "   padded out    \n"])
    func short(text: String) {
        #expect(throws: CryptoError.badKey) { try MasterKey(passphrase: Array(text.utf8), salt: [1]) }
    }
}
