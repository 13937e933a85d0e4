import Testing

@testable import SlipwayCrypto

@Suite("The place a blob belongs to")
struct SealContextTests {
    private static let elsewhere: [SealContext] = [
        .value(app: "other", environment: "production", name: "KEY", version: 1, kind: "secret"),
        .value(app: "myapp", environment: "staging", name: "KEY", version: 1, kind: "secret"),
        .value(app: "myapp", environment: "production", name: "KEY2", version: 1, kind: "secret"),
        .value(app: "myapp", environment: "production", name: "key", version: 1, kind: "secret"),
        .value(app: "myapp", environment: "production", name: "KEY", version: 2, kind: "secret"),
        .value(app: "myapp", environment: "production", name: "KEY", version: -1, kind: "secret"),
        .value(app: "myapp", environment: "production", name: "KEY", version: 1, kind: "plain"),
        .value(app: "", environment: "", name: "KEY", version: 1, kind: "secret"),
        .value(app: "production", environment: "myapp", name: "KEY", version: 1, kind: "secret"),
        .value(app: "myap", environment: "pproduction", name: "KEY", version: 1, kind: "secret"),
        .value(app: "myapp", environment: "productionK", name: "EY", version: 1, kind: "secret"),
        .dataKey(app: "myapp", environment: "production"),
        .auditKeys,
    ]

    @Test("C1 a ciphertext moved to another place does not open", arguments: elsewhere)
    func moved(place: SealContext) throws {
        let key = DataKey.generate()
        let blob = try key.seal(Array("value".utf8))
        #expect(throws: CryptoError.doesNotOpen) { try key.opened(blob, place) }
        let foreign = try key.seal(Array("value".utf8), place)
        #expect(throws: CryptoError.doesNotOpen) { try key.opened(foreign) }
    }

    @Test("C1 two blobs swapped do not open")
    func swapped() throws {
        let key = DataKey.generate()
        let places = (1...2).map {
            SealContext.value(app: "a", environment: "b", name: "N\($0)", version: 1, kind: "plain")
        }
        let blobs = try places.map { try key.seal(Array("value".utf8), $0) }
        #expect(throws: CryptoError.doesNotOpen) { try key.opened(blobs[0], places[1]) }
        #expect(throws: CryptoError.doesNotOpen) { try key.opened(blobs[1], places[0]) }
        #expect(try key.opened(blobs[0], places[0]) == Array("value".utf8))
    }

    @Test("C1 the parts of two blobs put together do not open")
    func spliced() throws {
        let key = DataKey.generate()
        let (one, two) = (try key.seal([1, 2, 3, 4]), try key.seal([5, 6, 7, 8]))
        for cut in 9..<one.count {
            let spliced = Array(one[..<cut] + two[cut...])
            guard spliced != one, spliced != two else { continue }
            #expect(throws: CryptoError.doesNotOpen) { try key.opened(spliced) }
        }
    }

    @Test("no two places have the same bytes")
    func distinct() {
        #expect(Set((Self.elsewhere + [.test]).map(\.bytes)).count == Self.elsewhere.count + 1)
    }
}
