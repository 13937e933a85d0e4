import Testing

@testable import SlipwayCrypto

@Suite("Keys of the audit trail")
struct AuditKeysTests {
    private let keys = AuditKeys.generate()
    private let master = MasterKey.generate()

    @Test("unwrapped keys make the same tags and signatures that verify")
    func roundTrip() throws {
        let again = try AuditKeys(unwrapping: try keys.wrapped(by: master), with: master)
        let hash = AuditChain.hash(after: AuditChain.start, entry: [1, 2, 3])
        #expect(again.tag(of: hash) == keys.tag(of: hash))
        #expect(again.headTag(count: 1, hash: hash) == keys.headTag(count: 1, hash: hash))
        #expect(again.publicKey == keys.publicKey)
        #expect(AuditChain.isValid(signature: try again.sign([4, 5]), over: [4, 5], publicKey: keys.publicKey))
    }

    @Test("A4 tags are keyed")
    func keyed() {
        let other = AuditKeys.generate()
        #expect(keys.tag(of: AuditChain.start) != other.tag(of: AuditChain.start))
        #expect(keys.headTag(count: 0, hash: AuditChain.start) != other.headTag(count: 0, hash: AuditChain.start))
        #expect(keys.headTag(count: 1, hash: AuditChain.start) != keys.headTag(count: 2, hash: AuditChain.start))
        #expect(keys.tag(of: AuditChain.start) != Array(keys.headTag(count: 0, hash: AuditChain.start).prefix(16)))
    }

    @Test("A4 a signature is good for its bytes and key alone")
    func signatures() throws {
        let signature = try keys.sign([1, 2, 3])
        #expect(AuditChain.isValid(signature: signature, over: [1, 2, 3], publicKey: keys.publicKey))
        #expect(!AuditChain.isValid(signature: signature, over: [1, 2], publicKey: keys.publicKey))
        #expect(!AuditChain.isValid(signature: signature, over: [1, 2, 3], publicKey: AuditKeys.generate().publicKey))
        for bit in stride(from: 0, to: signature.count * 8, by: 7) {
            #expect(
                !AuditChain.isValid(signature: signature.flippingBit(bit), over: [1, 2, 3], publicKey: keys.publicKey)
            )
        }
    }

    @Test("T7 W4 malformed keys and signatures are invalid, not a crash", arguments: [0, 1, 31, 33, 63, 65])
    func malformed(count: Int) throws {
        let bytes = [UInt8](repeating: 7, count: count)
        #expect(!AuditChain.isValid(signature: bytes, over: [1], publicKey: keys.publicKey))
        #expect(!AuditChain.isValid(signature: try keys.sign([1]), over: [1], publicKey: bytes))
    }

    @Test("the chain starts at zero, and each step depends on all before it")
    func chain() {
        let one = AuditChain.hash(after: AuditChain.start, entry: [1])
        #expect(AuditChain.start == [UInt8](repeating: 0, count: 32))
        #expect(one != AuditChain.hash(after: AuditChain.start, entry: [2]))
        #expect(AuditChain.hash(after: one, entry: [1]) != one)
    }
}

extension AuditKeys {
    fileprivate func tag(of hash: [UInt8]) -> [UInt8] {
        var tags = entryTags()
        var tag = [UInt8](repeating: 0, count: 16)
        tag.withUnsafeMutableBytes { tags.writeTag(of: hash, to: $0) }
        return tag
    }
}
