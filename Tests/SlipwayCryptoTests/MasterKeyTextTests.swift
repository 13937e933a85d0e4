import Foundation
import SlipwayTesting
import Testing

@testable import SlipwayCrypto

@Suite("Master keys as text")
struct MasterKeyTextTests {
    private static let bytes = (0..<32).map { UInt8($0 * 7 &+ 3) }
    private static let hex = bytes.map { String(format: "%02x", $0) }.joined()
    private static let base64 = Data(bytes).base64EncodedString()

    @Test(
        "C5 hex and Base64, with white space around them, are the same key",
        arguments: [
            hex, hex.uppercased(), "\(hex)\n", " \t\(hex)\r\n", base64, "\(base64)\n", "\n\n\(base64)  ",
        ]
    )
    func forms(text: String) throws {
        let expected = try MasterKey(text: Array(Self.hex.utf8))
        #expect(try MasterKey(text: Array(text.utf8)).id == expected.id)
    }

    @Test("a key's own text reads back")
    func roundTrip() throws {
        for _ in 0..<50 {
            let key = MasterKey.generate()
            #expect(try MasterKey(text: key.text).id == key.id)
            #expect(key.text.count == 65)
        }
    }

    private static let bad: [String] = [
        "", "\n", "password", "correct horse battery staple", "\(hex.dropLast())", "\(hex.dropLast(2))", "\(hex)0",
        "\(hex)00", "0x\(hex.dropLast(2))", "+\(hex.dropFirst())", "-0\(hex.dropFirst(2))", "g\(hex.dropFirst())",
        "\(hex.prefix(32)) \(hex.dropFirst(32))", "\u{FEFF}\(hex)", "\(base64.dropLast())", "\(base64)AAAA",
        "\(hex)\n\(hex)", "\"\(base64)\"", "\(base64.prefix(24))", "\(base64)\(base64)",
    ]

    @Test("C5 short, long and wrongly encoded keys are refused", arguments: bad)
    func refused(text: String) {
        #expect(throws: CryptoError.badKey) { try MasterKey(text: Array(text.utf8)) }
    }

    @Test(
        "C5 placeholders are refused",
        arguments: [
            String(repeating: "0", count: 64), String(repeating: "f", count: 64), String(repeating: "0123", count: 16),
            String(repeating: "deadbeef", count: 8), Data(repeating: 65, count: 32).base64EncodedString(),
        ]
    )
    func placeholder(text: String) {
        #expect(throws: CryptoError.badKey) { try MasterKey(text: Array(text.utf8)) }
    }

    @Test("C5 one wrong character anywhere in the digits is refused")
    func everyPosition() {
        for index in 0..<64 {
            for wrong in "+-_ gG./:@`" {
                var digits = Array(Self.hex.utf8)
                digits[index] = wrong.asciiValue ?? 0
                // White space at an end is trimmed, and leaves too few digits.
                #expect(throws: CryptoError.badKey) { try MasterKey(text: digits) }
            }
        }
    }
}
