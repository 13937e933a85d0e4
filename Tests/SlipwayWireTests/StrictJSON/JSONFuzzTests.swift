import Foundation
import SlipwayWire
import Testing

@Suite("JSONOutline on generated input")
struct JSONFuzzTests {
    @Test("W4 accepts every generated document, as Foundation does", arguments: 0..<8)
    func generated(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<120 {
            let document = Array(GeneratedJSON.document(using: &generator).utf8)
            _ = try JSONSerialization.jsonObject(with: Data(document), options: .fragmentsAllowed)
            let outline = try JSONOutline(document)
            #expect(outline.root.range.upperBound <= document.count)
        }
    }

    @Test("W4 mutated documents never crash, and what passes passes Foundation too", arguments: 0..<8)
    func mutated(seed: UInt64) {
        var generator = SeededGenerator(seed: seed &+ 1000)
        for _ in 0..<600 {
            var document = Array(GeneratedJSON.document(using: &generator).utf8)
            for _ in 0...Int.random(in: 0..<4, using: &generator) { mutate(&document, using: &generator) }
            guard (try? JSONOutline(document)) != nil else { continue }
            let accepted = try? JSONSerialization.jsonObject(with: Data(document), options: .fragmentsAllowed)
            // Foundation also refuses numbers that no Double can hold, which are good JSON.
            let hasExponent = document.contains { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
            #expect(accepted != nil || hasExponent, "\(String(decoding: document, as: UTF8.self))")
        }
    }

    @Test("W4 random bytes never crash", arguments: 0..<4)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed &+ 2000)
        let alphabet = Array("{}[]\",:\\u0d8tfn-+.eE19 \n\u{E9}".utf8) + [0x00, 0x1F, 0x80, 0xC3, 0xED, 0xF4, 0xFF]
        for _ in 0..<2_000 {
            let length = Int.random(in: 0..<60, using: &generator)
            let bytes = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            let outline = try? JSONOutline(bytes)
            #expect((outline?.root.range.count ?? 0) <= length)
        }
    }

    @Test("W4 every cut of a document is refused without a crash")
    func cuts() throws {
        let text = #"{"a":["\ud83d\ude00\n",-1.5e3,true,false,null,{"\u00e9":"é€😀"}]}"#
        let document = Array(text.utf8)
        for length in 0..<document.count {
            #expect(throws: JSONError.self) { try JSONOutline(Array(document.prefix(length))) }
        }
        _ = try JSONOutline(document)
    }

    private func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        let index = Int.random(in: 0...bytes.count, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0 where index < bytes.count: bytes.remove(at: index)
        case 1 where index < bytes.count: bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 2: bytes.insert(bytes.randomElement(using: &generator) ?? 0x20, at: index)
        case 3: bytes.removeSubrange(index...)
        default: bytes.insert(contentsOf: bytes.prefix(8), at: index)
        }
    }
}
