import Testing

@testable import SlipwayCrypto

@Suite("Wrapped keys")
struct KeyWrappingTests {
    private let master = MasterKey.generate()
    private let context = SealContext.dataKey(app: "myapp", environment: "production")

    @Test("a data key unwraps to one that opens the same blobs")
    func dataKey() throws {
        let key = DataKey.generate()
        let blob = try key.seal([1, 2, 3])
        let again = try DataKey(
            unwrapping: try key.wrapped(by: master, context: context),
            with: master,
            context: context
        )
        #expect(try again.opened(blob) == [1, 2, 3])
    }

    @Test("C4 C5 the wrong master key unwraps nothing")
    func wrongMaster() throws {
        let wrapped = try DataKey.generate().wrapped(by: master, context: context)
        let audit = try AuditKeys.generate().wrapped(by: master)
        let wrong = MasterKey.generate()
        #expect(throws: CryptoError.doesNotOpen) { try DataKey(unwrapping: wrapped, with: wrong, context: context) }
        #expect(throws: CryptoError.doesNotOpen) { try AuditKeys(unwrapping: audit, with: wrong) }
    }

    @Test("C1 a data key moved to another environment does not unwrap")
    func movedKey() throws {
        let wrapped = try DataKey.generate().wrapped(by: master, context: context)
        for place in [SealContext.dataKey(app: "myapp", environment: "staging"), .dataKey(app: "", environment: "")] {
            #expect(throws: CryptoError.doesNotOpen) { try DataKey(unwrapping: wrapped, with: master, context: place) }
        }
    }

    @Test("C1 every flipped bit of a wrapped key refuses to unwrap")
    func flippedBits() throws {
        let wrapped = try DataKey.generate().wrapped(by: master, context: context)
        for bit in 0..<wrapped.count * 8 {
            #expect(throws: CryptoError.self) {
                try DataKey(unwrapping: wrapped.flippingBit(bit), with: master, context: context)
            }
        }
    }

    @Test("C1 a data key cannot be put in the place of the audit keys")
    func confusedKeys() throws {
        let wrapped = try DataKey.generate().wrapped(by: master, context: .auditKeys)
        #expect(throws: CryptoError.badKey) { try AuditKeys(unwrapping: wrapped, with: master) }
    }

    @Test("C4 key ids belong to keys: the same one for the same key, others for others")
    func ids() throws {
        #expect(try MasterKey(text: master.text).id == master.id)
        #expect(Set((0..<200).map { _ in MasterKey.generate().id }).count == 200)
        #expect(master.id.description.utf8.count == 16)
    }
}
