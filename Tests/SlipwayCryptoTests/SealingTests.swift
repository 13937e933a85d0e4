import SlipwayTesting
import Testing

@testable import SlipwayCrypto

@Suite("Sealing")
struct SealingTests {
    private let key = DataKey.generate()

    @Test("what is sealed opens", arguments: [0, 1, 15, 16, 17, 4_096, 65_536])
    func roundTrip(count: Int) throws {
        var generator = SeededGenerator(seed: UInt64(count))
        let bytes = generator.bytes(count)
        let blob = try key.seal(bytes)
        #expect(blob.count == count + 37)
        #expect(blob[0] == 1)
        #expect(try key.opened(blob) == bytes)
    }

    @Test("a blob does not show what is in it")
    func ciphertext() throws {
        let text = Array("sk_live_canary".utf8)
        let blob = try key.seal(text)
        #expect(!(0...blob.count - 4).contains { blob[$0..<$0 + 4].elementsEqual(text[8..<12]) })
    }

    @Test("C1 every flipped bit of a blob refuses to open")
    func flippedBits() throws {
        let blob = try key.seal(Array("sk_live_canary".utf8))
        for bit in 0..<blob.count * 8 {
            #expect(throws: CryptoError.self) { try key.opened(blob.flippingBit(bit)) }
        }
    }

    @Test("W4 a blob cut anywhere or lengthened refuses to open")
    func truncated() throws {
        let blob = try key.seal(Array("sk_live_canary".utf8))
        for count in 0..<blob.count {
            #expect(throws: CryptoError.self) { try key.opened(Array(blob.prefix(count))) }
            #expect(throws: CryptoError.self) { try key.opened(Array(blob.suffix(count))) }
        }
        #expect(throws: CryptoError.doesNotOpen) { try key.opened(blob + [0]) }
    }

    @Test("W4 random bytes never open and never crash", arguments: 0..<4)
    func garbage(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let bytes = [1] + generator.bytes(generator.int(0...80))
            #expect(throws: CryptoError.self) { try key.opened(bytes) }
        }
    }

    @Test("C4 an unknown format is told apart", arguments: [UInt8(0), 2, 255])
    func unknownFormat(format: UInt8) throws {
        var blob = try key.seal([1, 2, 3])
        blob[0] = format
        #expect(throws: CryptoError.unknownFormat) { try key.opened(blob) }
    }

    @Test("C4 another key does not open it, nor does its id in the header help")
    func otherKey() throws {
        let other = DataKey.generate()
        let blob = try key.seal([1, 2, 3])
        #expect(throws: CryptoError.doesNotOpen) { try other.opened(blob) }
        let disguised = try other.seal([]).prefix(9) + blob.dropFirst(9)
        #expect(throws: CryptoError.doesNotOpen) { try other.opened(Array(disguised)) }
    }

    @Test("C3 nonces differ over 10,000 seals")
    func nonces() throws {
        var nonces: Set<[UInt8]> = []
        for _ in 0..<10_000 { nonces.insert(Array(try key.seal([])[9..<21])) }
        #expect(nonces.count == 10_000)
    }

    @Test("C6 the same value never seals to the same bytes")
    func notDeterministic() throws {
        #expect(try key.seal([1, 2, 3]) != key.seal([1, 2, 3]))
    }
}
