import Testing

@testable import SlipwayMasking

@Suite("Masking: streams")
struct MaskingStreamTests {
    @Test("M2 overlapping secrets are masked as one")
    func overlapping() {
        #expect(masked("x token-abcdef-123456 y", ["token-abcdef", "abcdef-123456"]) == "x \(mask) y")
        #expect(masked("aaaaaaaaaaaaa", ["aaaaaaaa"], pieceLength: 1) == mask)
    }

    @Test("M2 a secret that is a prefix of another leaves nothing of the longer one")
    func prefix() {
        let values = ["password", "password-of-the-admin", "pass"]
        #expect(masked("a password-of-the-admin b", values, pieceLength: 1) == "a \(mask) b")
        #expect(masked("a password-of-the-user b", values, pieceLength: 1) == "a \(mask)-of-the-user b")
    }

    @Test("M2 a secret inside the beginning of another is masked where the other fails")
    func inside() {
        let values = ["one-two-three-four-five", "two-three"]
        #expect(masked("one-two-three-four-six", values, pieceLength: 1) == "one-\(mask)-four-six")
    }

    @Test("M7 the mask has one width, and secrets side by side become one mask")
    func fixedWidth() {
        #expect(Masking.mask == Array("••••••••".utf8))
        #expect(masked("abcd", ["abcd"]) == masked("a much longer value", ["a much longer value"]))
        #expect(masked("tokentoken token", ["token"]) == "\(mask) \(mask)")
    }

    @Test("M1 every split of a text gives the same output")
    func everySplit() {
        let text = Array("say sésame-öffne-dich or c8Opc2FtZS3DtmZmbmUtZGljaA== twice sésame-öffne-dic".utf8)
        let patterns = MaskingPatterns(values: [Array("sésame-öffne-dich".utf8)])
        let expected = Array("say \(mask) or \(mask) twice sésame-öffne-dic".utf8)
        for first in 0...text.count {
            for second in stride(from: first, through: text.count, by: 3) {
                var stream = MaskingStream(patterns)
                var output: [UInt8] = []
                for piece in [text[..<first], text[first..<second], text[second...]] {
                    stream.mask(Array(piece), into: &output)
                }
                stream.finish(into: &output)
                #expect(output == expected)
            }
        }
    }

    @Test("M1 a prompt passes at once, a beginning of a secret waits")
    func holdBack() {
        var stream = MaskingStream(MaskingPatterns(values: [Array("password-1234".utf8)]))
        func fed(_ text: String) -> String {
            var output: [UInt8] = []
            stream.mask(Array(text.utf8), into: &output)
            return String(decoding: output, as: UTF8.self)
        }
        #expect(fed("Password: ") == "Password: ")
        #expect(fed("type pass") == "type ")
        #expect(fed("word") == "")
        #expect(fed("-12") == "")
        #expect(fed("? ") == "password-12? ")
        #expect(fed("password-1234") == mask)
        #expect(fed("password-123") == "")
        var rest: [UInt8] = []
        stream.finish(into: &rest)
        #expect(rest == Array("password-123".utf8))
    }

    @Test("M1 lines of a value of several lines are masked one by one, and the whole with a terminal's line ends")
    func lines() {
        let value = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nshort\nhkiG9w0BAQEFAASC\n"
        #expect(masked("a\(value)b", [value], pieceLength: 1) == "a\(mask)b")
        let terminal = String(value.flatMap { $0 == "\n" ? ["\r\n"] : [$0] })
        #expect(masked("a\(terminal)b", [value]) == "a\(mask)b")
        #expect(masked("> MIIEvQIBADANBgkq <\nshort\n", [value]) == "> \(mask) <\nshort\n")
        #expect(masked("first-line\nsecond-line", ["first-line\r\nsecond-line"]) == "\(mask)\n\(mask)")
    }

    @Test("M1 a value that ends with a line end is masked without it too")
    func trailingLineEnd() {
        #expect(masked("[s3cr3t]", ["s3cr3t\n"]) == "[\(mask)]")
        #expect(masked("[czNjcjN0]", ["s3cr3t\n"]) == "[\(mask)]")
    }

    @Test("M1 values too short to mask are left as they are")
    func tooShort() {
        let values = ["abc", "abcd", "", "secret-value"].map { Array($0.utf8) }
        let patterns = MaskingPatterns(values: values)
        #expect(masked(Array("abc abcd".utf8), patterns) == Array("abc \(mask)".utf8))
        #expect(masked(Array("abc".utf8), MaskingPatterns(values: [])) == Array("abc".utf8))
    }

    @Test("M1 colours inside a value do not hide it")
    func controlSequences() {
        let value = "hunter2-correct-horse"
        let coloured = "hunter2-\u{1B}[1;31mcorrect\u{1B}[0m-\u{1B}(Bhor\u{1B}[Kse"
        for pieceLength in [1, 5, .max] {
            let output = masked("a \u{1B}[1m\(coloured)\u{1B}[0m b", [value], pieceLength: pieceLength)
            #expect(output == "a \u{1B}[1m\(mask)\u{1B}[0m b")
        }
        // Each letter in its own colour, and the first bytes apart.
        let rainbow = value.map { "\u{1B}[38;5;\($0.asciiValue ?? 0)m\($0)" }.joined()
        for pieceLength in [1, 2, 3, 50, .max] {
            let output = masked("a \(rainbow)\u{1B}[0m b", [value], pieceLength: pieceLength)
            #expect(output == "a \u{1B}[38;5;104m\(mask)\u{1B}[0m b")
            let short = masked("a h\u{1B}[Kun\u{1B}[mter b", ["hunter"], pieceLength: pieceLength)
            #expect(short == "a \(mask) b")
        }
        let other = "hunter2-\u{1B}[1;31mother"
        #expect(masked(other, [value], pieceLength: 1) == other)
    }

    @Test("M1 base64 wrapped into lines is masked, a plain value over two lines is not", arguments: ["\n", "\r\n"])
    func wrapped(lineEnd: String) {
        let value = String(repeating: "some long value ", count: 8)
        var encoded = base64(Array(value.utf8))
        encoded.insert(contentsOf: Array(lineEnd.utf8), at: 152)
        encoded.insert(contentsOf: Array(lineEnd.utf8), at: 76)
        let text = String(decoding: encoded, as: UTF8.self)
        for pieceLength in [1, .max] {
            #expect(masked("\(text)\n", [value], pieceLength: pieceLength) == "\(mask)\n")
        }
        #expect(masked("hunter2-\(lineEnd)horse", ["hunter2-horse"]) == "hunter2-\(lineEnd)horse")
    }

    @Test("W1 nothing of a value is shown by printing patterns or a stream")
    func redaction() {
        let patterns = MaskingPatterns(values: [Array("hunter2-hunter2".utf8)])
        var stream = MaskingStream(patterns)
        var output: [UInt8] = []
        stream.mask(Array("hunter2-hun".utf8), into: &output)
        var texts = ["\(patterns)", "\(stream)", String(reflecting: patterns), String(reflecting: stream)]
        for value in [patterns, stream] as [Any] {
            var dumped = ""
            dump(value, to: &dumped)
            texts.append(dumped)
            #expect(Mirror(reflecting: value).children.isEmpty)
        }
        for text in texts {
            #expect(text.contains("redacted"))
            #expect(!text.contains("hunter2") && !text.contains("104"))
        }
    }
}
