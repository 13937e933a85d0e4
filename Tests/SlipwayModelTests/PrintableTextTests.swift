import SlipwayModel
import SlipwayTesting
import Testing

@Suite("Printable text")
struct PrintableTextTests {
    @Test(
        "A5 what could forge or hide a line is escaped",
        arguments: [
            ("a\nb", "a\\u{a}b"), ("a\r\nb", "a\\u{d}\\u{a}b"), ("\u{1B}[31m", "\\u{1b}[31m"), ("\t", "\\u{9}"),
            ("\u{202E}x", "\\u{202e}x"), ("é", "\\u{e9}"), ("e\u{301}", "e\\u{301}"), ("\0", "\\u{0}"),
            ("\u{7F}\u{85}\u{2028}", "\\u{7f}\\u{85}\\u{2028}"), ("🔑", "\\u{1f511}"), ("plain text", "plain text"),
        ]
    )
    func escaped(text: String, expected: String) {
        #expect(PrintableText.escaped(text) == expected)
    }

    @Test("A5 any text becomes printable ASCII", arguments: 0..<4)
    func property(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let text = String(decoding: generator.bytes(generator.int(0...60)), as: UTF8.self)
            let escaped = PrintableText.escaped(text)
            #expect(escaped.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        }
    }

    @Test("long text is cut")
    func cut() {
        #expect(PrintableText.escaped("abcdef", limit: 4) == "abcd…")
        #expect(PrintableText.escaped("abcd", limit: 4) == "abcd")
        #expect(PrintableText.escaped(String(repeating: "\n", count: 1_000), limit: 2) == "\\u{a}\\u{a}…")
    }
}
