import Crypto
import SlipwayTesting
import Testing

@testable import SlipwayCrypto

@Suite("BoringSSL, held against swift-crypto")
struct BoringSSLTests {
    @Test("codes and hashes are HMAC-SHA256 and SHA-256, whatever the lengths")
    func standard() {
        var generator = SeededGenerator(seed: 41)
        let key = SymmetricKey(size: .bits256)
        let mac = EntryMAC(key: key)
        // One for all, and one for each: what was authenticated before must not matter.
        var codes = mac.codes()
        for count in 0..<300 {
            let message = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let code = Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
            var fresh = mac.codes()
            #expect(codes.withCode(of: message) { Array($0) } == code)
            #expect(fresh.withCode(of: message) { Array($0) } == code)
            let hash = AuditChain.hash(after: AuditChain.start, entry: message)
            #expect(hash == Array(SHA256.hash(data: AuditChain.start + message)))
        }
    }

    @Test("the id of a key is what swift-crypto's HKDF derives")
    func keyID() {
        for _ in 0..<50 {
            let key = SymmetricKey(size: .bits256)
            let info = Array("slipway key id 1".utf8)
            let derived = HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: info, outputByteCount: 8)
            #expect(KeyID(of: key).bytes == derived.withUnsafeBytes(Array.init))
        }
    }

    @Test("values sealed by swift-crypto open, and the other way round", arguments: [0, 1, 16, 33, 65_536])
    func otherWay(count: Int) throws {
        var generator = SeededGenerator(seed: UInt64(count) + 1)
        let (plaintext, symmetric) = (generator.bytes(count), SymmetricKey(size: .bits256))
        let (cipher, id, context) = (BlobCipher(symmetric), KeyID(of: symmetric), SealContext.test)
        let header = [1] + id.bytes
        let box = try AES.GCM.seal(plaintext, using: symmetric, authenticating: header + context.bytes)
        let theirs = header + (try #require(box.combined))
        #expect(try SealedBlob.open(theirs, with: cipher, id: id, context: context) { Array($0) } == plaintext)

        let ours = try plaintext.withUnsafeBytes { bytes in
            try Result { () throws(SlipwayCrypto.CryptoError) in
                try SealedBlob.seal(bytes, with: cipher, id: id, context: context)
            }.get()
        }
        let opened = try AES.GCM.open(
            AES.GCM.SealedBox(combined: ours.dropFirst(9)),
            using: symmetric,
            authenticating: ours.prefix(9) + context.bytes
        )
        #expect(Array(opened) == plaintext)
        #expect(Array(ours.prefix(9)) == header)
    }
}
