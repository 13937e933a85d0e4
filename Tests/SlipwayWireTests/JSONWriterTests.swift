import Foundation
import SlipwayWire
import Testing

@Suite("JSONWriter")
struct JSONWriterTests {
    // None begins with U+FEFF, which Foundation drops there.
    private static let odd = [
        "", "a", "\"", "\\", "\\\"", "/", "\u{0}", "\u{1}", "\u{8}", "\t", "\n", "\u{B}", "\u{C}", "\r", "\r\n",
        "\u{1B}[0m",
        "\u{1F}", " ", "\u{7F}", "\u{80}", "\u{85}", "\u{E9}", "e\u{301}", "\u{212A}", "\u{2028}", "\u{2029}",
        "\u{202E}",
        "a\u{FEFF}", "\u{FFFD}", "\u{FFFF}", "\u{1F600}", "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", "\u{10FFFF}",
        "</script>", "\\u0041", "'", "{}", "[1,2]", "null",
    ]

    private func written(capacity: Int = 0, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        body(&writer)
        return writer.bytes
    }

    /// As Foundation reads it.
    private func read(_ bytes: [UInt8]) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
    }

    @Test("commas stand between members and elements, and nowhere else")
    func form() {
        let bytes = written { writer in
            writer.beginObject()
            writer.name("a")
            writer.beginArray()
            writer.endArray()
            writer.name("b")
            writer.beginObject()
            writer.endObject()
            writer.name("c")
            writer.beginArray()
            writer.integer(1)
            writer.string("x")
            writer.beginArray()
            writer.integer(-2)
            writer.endArray()
            writer.beginObject()
            writer.member("d", "y")
            writer.member("e", ifPresent: Optional<String>.none)
            writer.member("f", ifPresent: "z")
            writer.endObject()
            writer.integer(3)
            writer.endArray()
            writer.member("g", ifPresent: Optional<Int64>.none)
            writer.member("h", ifPresent: 0)
            writer.endObject()
        }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"a":[],"b":{},"c":[1,"x",[-2],{"d":"y","f":"z"},3],"h":0}"#
        )
    }

    @Test("A5 only what JSON wants escaped is escaped, and no control character stands as it is", arguments: odd)
    func escapes(_ text: String) throws {
        let bytes = written { $0.string(text) }
        #expect(written { writer in Array(text.utf8).withUnsafeBufferPointer { writer.string(utf8: $0) } } == bytes)
        let found = try #require(try read(bytes) as? String)
        #expect(found.utf8.elementsEqual(text.utf8))
        #expect(bytes.allSatisfy { $0 >= 0x20 })
        let needed = text.utf8.contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }
        #expect((bytes.count == text.utf8.count + 2) == !needed)
    }

    @Test(
        "W4 numbers at their limits are written as they are",
        arguments: [Int64.min, .min + 1, -10, -1, 0, 9, 10, .max]
    )
    func numbers(_ number: Int64) throws {
        let bytes = written { $0.integer(number) }
        #expect(String(decoding: bytes, as: UTF8.self) == "\(number)")
        #expect(try read(bytes) as? Int64 == number)
    }

    @Test("W4 whatever is written, Foundation and the strict reader read it back the same", arguments: 0..<8)
    func roundTrip(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<150 {
            let made = Made(depth: 0, &generator)
            let bytes = written(capacity: Int.random(in: 0...64, using: &generator)) { made.write(to: &$0) }
            #expect(made.isSame(as: try read(bytes)), "\(String(decoding: bytes, as: UTF8.self))")
            _ = try JSONOutline(bytes)
        }
    }

    /// A random document.
    private indirect enum Made {
        case text(String)
        case number(Int64)
        case list([Made])
        case object(a: Made, b: Made?)

        init(depth: Int, _ generator: inout SeededGenerator) {
            switch Int.random(in: 0..<(depth < 5 ? 6 : 3), using: &generator) {
            case 0:
                let parts = Int.random(in: 0...6, using: &generator)
                self = .text(
                    (0..<parts).map { _ in JSONWriterTests.odd.randomElement(using: &generator) ?? "" }.joined()
                )
            // Foundation reads longer ones below zero as decimal numbers; the limits have a test of their own.
            case 1: self = .number(Int64.random(in: -(1 << 53)...(1 << 53), using: &generator))
            case 2: self = .number(Int64.random(in: -20...20, using: &generator))
            case 3, 4:
                let count = Int.random(in: 0...4, using: &generator)
                self = .list((0..<count).map { _ in Made(depth: depth + 1, &generator) })
            default:
                let second = Bool.random(using: &generator) ? Made(depth: depth + 1, &generator) : nil
                self = .object(a: Made(depth: depth + 1, &generator), b: second)
            }
        }

        func write(to writer: inout JSONWriter) {
            switch self {
            case .text(let text): writer.string(text)
            case .number(let number): writer.integer(number)
            case .list(let elements):
                writer.beginArray()
                for element in elements { element.write(to: &writer) }
                writer.endArray()
            case .object(let first, let second):
                writer.beginObject()
                writer.name("a")
                first.write(to: &writer)
                if let second {
                    writer.name("b")
                    second.write(to: &writer)
                }
                writer.endObject()
            }
        }

        func isSame(as value: Any) -> Bool {
            switch self {
            case .text(let text): (value as? String)?.utf8.elementsEqual(text.utf8) == true
            case .number(let number): value as? Int64 == number
            case .list(let elements):
                (value as? [Any]).map {
                    $0.count == elements.count && zip(elements, $0).allSatisfy { $0.isSame(as: $1) }
                }
                    == true
            case .object(let first, let second):
                (value as? [String: Any]).map { object in
                    object.count == (second == nil ? 1 : 2) && object["a"].map(first.isSame) == true
                        && (second == nil || object["b"].map { second?.isSame(as: $0) == true } == true)
                } == true
            }
        }
    }
}
