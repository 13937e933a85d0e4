import SlipwayModel
import Testing

@testable import SlipwayCrypto

@Suite("API keys")
struct APIKeyTests {
    @Test("a key has 52 characters of the alphabet, and no two are the same")
    func shape() {
        let keys = (0..<500).map { _ in APIKey.generate() }
        #expect(Set(keys).count == keys.count)
        for key in keys {
            #expect(key.utf8.count == 52)
            #expect(
                key.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                }
            )
        }
    }

    @Test("no character is favoured: over all bytes each comes up four times")
    func noModuloBias() {
        var next = 0
        var taken = 0
        var counts: [Character: Int] = [:]
        // 62 · 4 = 248 fair bytes a round of 256; 13 rounds hold a whole number of keys: 13 · 248 = 62 · 52.
        for _ in 0..<62 {
            let key = APIKey.generate(from: {
                defer { next = (next + 1) % 256 }
                taken += 1
                return UInt8(next)
            })
            for character in key { counts[character, default: 0] += 1 }
        }
        #expect(counts.count == 62)
        #expect(counts.values.allSatisfy { $0 == 4 * 13 })
        #expect(taken <= 13 * 256)
    }

    @Test("bytes from 248 on are thrown away")
    func rejection() {
        var bytes = (248...255).map { UInt8($0) } + [UInt8](repeating: 0, count: 52)
        #expect(APIKey.generate(from: { bytes.removeFirst() }) == String(repeating: "A", count: 52))
    }

    @Test(
        "the hash is SHA-256: vectors of FIPS 180",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func hash(text: String, expected: String) {
        #expect(Hex.encode(APIKey.hash(text)) == expected)
    }

    @Test("W2 T1 hashes are compared whole")
    func comparison() {
        let hash = APIKey.hash("key")
        #expect(APIKey.isEqual(hash, hash))
        #expect(!APIKey.isEqual(hash, Array(hash.dropLast())))
        #expect(!APIKey.isEqual(hash, hash + [0]))
        for bit in 0..<256 { #expect(!APIKey.isEqual(hash, hash.flippingBit(bit))) }
        #expect(APIKey.isEqual([], []))
    }
}
