import SlipwayModel
import SlipwayTesting
import Testing

@Suite("Hex")
struct HexTests {
    @Test("what is encoded decodes to itself", arguments: 0..<4)
    func roundTrip(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for length in 0..<100 {
            let bytes = generator.bytes(length)
            let text = Hex.encode(bytes)
            #expect(text.utf8.count == 2 * length)
            #expect(Hex.decode(text) == bytes)
            #expect(Hex.decode(text.uppercased()) == bytes)
        }
    }

    @Test("T7 W4 what is no hex is refused", arguments: ["0", "abc", "0x", "g0", "+1", "-0", " 1", "é", "００", "0\0"])
    func bad(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test("lower case, two digits a byte")
    func form() {
        #expect(Hex.encode([0, 15, 16, 255]) == "000f10ff")
        #expect(Hex.decode("") == [])
    }
}
