import Testing

@testable import SlipwayMasking

@Suite("Masking: encodings")
struct EncodingTests {
    static let plain = "hunter2-Pa55/w0rd"
    static let marked = #"p"a\s/s'w$o`r<d>&é😀 x"#

    @Test(
        "M1 each encoding of a value is masked, at each piece length",
        arguments: [
            (plain, plain),
            (plain, #"hunter2-Pa55\/w0rd"#),
            (plain, "hunter2-Pa55%2Fw0rd"),
            (plain, "hunter2-Pa55%2fw0rd"),
            (plain, "68756e746572322d506135352f77307264"),
            (plain, "68756E746572322D506135352F77307264"),
            (plain, "aHVudGVyMi1QYTU1L3cwcmQ="),
            (plain, "aHVudGVyMi1QYTU1L3cwcmQ"),
            (plain, "YUhWdWRHVnlNaTFRWVRVMUwzY3djbVE9"),
            (plain, "hunter2-Pa55&#x2F;w0rd"),
            (marked, #"p\"a\\s/s'w$o`r<d>&é😀 x"#),
            (marked, #"p\"a\\s\/s'w$o`r<d>&é😀 x"#),
            (marked, #"p\"a\\s/s'w$o`r<d>&\u00e9\ud83d\ude00 x"#),
            (marked, #"p\"a\\s/s'w$o`r<d>&\u00E9\uD83D\uDE00 x"#),
            (marked, #"p\"a\\s\/s'w$o`r<d>&\u00e9\ud83d\ude00 x"#),
            (marked, #"p\"a\\s/s'w$o`r\u003cd\u003e\u0026é😀 x"#),
            (marked, #"p\u0022a\\s/s\u0027w$o\u0060r\u003Cd\u003E\u0026\u00E9\uD83D\uDE00 x"#),
            (marked, "p%22a%5Cs%2Fs%27w%24o%60r%3Cd%3E%26%C3%A9%F0%9F%98%80%20x"),
            (marked, "p%22a%5cs%2fs%27w%24o%60r%3cd%3e%26%c3%a9%f0%9f%98%80%20x"),
            (marked, "p%22a%5Cs%2Fs'w%24o%60r%3Cd%3E%26%C3%A9%F0%9F%98%80%20x"),
            (marked, "p%22a%5Cs%2Fs%27w%24o%60r%3Cd%3E%26%C3%A9%F0%9F%98%80+x"),
            (marked, "p%22a%5Cs/s%27w%24o%60r%3Cd%3E%26%C3%A9%F0%9F%98%80%20x"),
            (marked, "p&quot;a\\s/s&#39;w$o`r&lt;d&gt;&amp;é😀 x"),
            (marked, "p&quot;a\\s/s&#x27;w$o`r&lt;d&gt;&amp;é😀 x"),
            (marked, "p&quot;a\\s/s&apos;w$o`r&lt;d&gt;&amp;é😀 x"),
            (marked, "p&#34;a\\s/s&#39;w$o`r&lt;d&gt;&amp;é😀 x"),
            (marked, "p\"a\\s/s'w$o`r&lt;d&gt;&amp;é😀 x"),
            (marked, #"p"a\s/s'\''w$o`r<d>&é😀 x"#),
            (marked, #"p"a\s/s'"'"'w$o`r<d>&é😀 x"#),
            (marked, #"p\"a\\s/s'w\$o\`r<d>&é😀 x"#),
            (marked, #"p\"a\\s/s\'w\$o\`r\<d\>\&é😀\ x"#),
            (marked, #"p"a\\s/s\'w$o`r<d>&é😀 x"#),
            (marked, #"p"a\\s/s\'w$o`r<d>&\303\251\360\237\230\200 x"#),
            ("a\tb\u{8}c\u{C}d\u{1B}e", #"a\tb\bc\fd\u001be"#),
            ("a\tb\u{8}c\u{C}d\u{1B}e", #"a\tb\u0008c\u000Cd\u001Be"#),
            ("a\tb\u{8}c\u{C}d\u{1B}e", #"a\tb\bc\fd\Ee"#),
            ("abcd", "abcd"),
            ("abcd", "61626364"),
            ("abcd", "YWJjZA=="),
            ("abcd", "YWJjZA"),
            ("~~~???>>", "fn5+Pz8/Pj4="),
            ("~~~???>>", "fn5-Pz8_Pj4"),
            ("a,b c#d", #"a\,b\ c#d"#),
            ("~user:~x", #"\~user:\~x"#),
        ]
    )
    func encodings(value: String, encoded: String) {
        for pieceLength in [1, 2, 3, 7, .max] {
            #expect(masked("<<\(encoded)>>", [value], pieceLength: pieceLength) == "<<\(mask)>>")
        }
    }

    @Test("M1 base64 is masked at each alignment inside a longer text", arguments: 0..<3)
    func alignments(alignment: Int) {
        let value = Array("correct horse battery".utf8)
        let patterns = MaskingPatterns(values: [value])
        for suffixLength in 0..<3 {
            let text = Array(repeating: 0x2A, count: alignment) + value + Array(repeating: 0x2A, count: suffixLength)
            let encoded = base64(text)
            let output = masked(encoded, patterns)
            #expect(output.count <= Masking.mask.count + 8)
            #expect(output.starts(with: encoded.prefix([0, 2, 3][alignment])))
            for outer in 0..<3 {
                let double = base64(Array(repeating: 0x2A, count: outer) + encoded)
                #expect(masked(double, patterns).count <= Masking.mask.count + 20)
            }
        }
    }

    @Test("M1 UTF-16 is masked in both byte orders")
    func utf16() {
        let value = "pässwörd😀"
        let patterns = MaskingPatterns(values: [Array(value.utf8)])
        let little = value.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = value.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        #expect(masked([0xFF, 0xFE] + little, patterns, pieceLength: 1) == [0xFF, 0xFE] + Masking.mask)
        #expect(masked([0xFE, 0xFF] + big, patterns, pieceLength: 1) == [0xFE, 0xFF] + Masking.mask)
    }

    @Test("M1 a value that is not UTF-8 is masked as bytes, hex and base64")
    func notUTF8() {
        let value: [UInt8] = [0xFF, 0xFE, 0x80, 0x41, 0xC3, 0x28]
        let patterns = MaskingPatterns(values: [value])
        for form in [value, Array("fffe8041c328".utf8), Array("//6AQcMo".utf8), Array("__6AQcMo".utf8)] {
            #expect(masked([0x20] + form + [0x20], patterns) == [0x20] + Masking.mask + [0x20])
        }
    }

    @Test("M1 short fragments of base64 are not taken for a value")
    func shortFragments() {
        // Alone it is masked, but five characters of a longer encoded text are harmless text too often.
        #expect(masked("YWJjZA== YWJjZGVm xhYmNk", ["abcd"]) == "\(mask) YWJjZGVm xhYmNk")
    }
}

/// Base64 written apart from the product's own, as something to hold it against.
func base64(_ bytes: [UInt8]) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var output: [UInt8] = []
    var index = 0
    while index < bytes.count {
        let group = (0..<3).map { index + $0 < bytes.count ? Int(bytes[index + $0]) : 0 }
        let number = group[0] << 16 | group[1] << 8 | group[2]
        let characters = (0..<4).map { alphabet[number >> (18 - 6 * $0) & 63] }
        let count = min(3, bytes.count - index) + 1
        output += characters[..<count] + Array(repeating: UInt8(ascii: "="), count: 4 - count)
        index += 3
    }
    return output
}
