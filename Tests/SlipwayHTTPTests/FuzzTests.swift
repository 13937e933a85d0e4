import HTTPTypes
import SlipwayTesting
import Testing

/// Mutated requests to every route: never the server's own fault.
@Suite struct FuzzTests {
    private static let fragments = [
        "%00", "%ff", "%", "..", "//", "?", "&", "=", "\u{0}", "é", "\"", "\\u0000", "{", "}", "[", "]", ",", "null",
        "-1",
        "1e999", "9223372036854775807", "-9223372036854775808", "true", "\u{202E}", "%F0%9F%98%80", "{app}", "\r\n",
        "'",
        "value_base64", "if_version", "unmasked", "names", "=====", "\\ud800", "__proto__", "$",
    ]

    @Test("W4 no mutation of a path or body is answered with 5xx", arguments: RoleTable.cases)
    func mutations(_ line: RoleCase) async throws {
        let fixture = try await APIFixture()
        var generator = SeededGenerator(seed: UInt64(line.testDescription.utf8.count) &* 7919)
        for _ in 0..<40 {
            let path = mutated(Array(line.uri.utf8.dropFirst()), &generator)
            let body = line.body.map { mutated(Array($0.utf8), &generator) }
            // The router takes text: what is no UTF-8 arrives as the replacement character.
            let uri = "/" + String(decoding: path, as: UTF8.self)
            let inPath = try await fixture.call(line.method, uri, bytes: line.body.map { Array($0.utf8) })
            #expect(inPath.status < 500, "\(uri): \(inPath.text)")
            let inQuery = try await fixture.call(line.method, "\(line.uri)?\(String(decoding: path, as: UTF8.self))")
            #expect(inQuery.status < 500, "\(uri): \(inQuery.text)")
            let inBody = try await fixture.call(line.method, line.uri, bytes: body ?? path)
            #expect(inBody.status < 500, "\(String(decoding: body ?? path, as: UTF8.self)): \(inBody.text)")
        }
        #expect(try await fixture.call(.get, "/ready").status == 200)
    }

    @Test(
        "W4 random bytes as a body are a 4xx on every route that takes one",
        arguments: [HTTPRequest.Method.patch, .post]
    )
    func randomBodies(_ method: HTTPRequest.Method) async throws {
        let fixture = try await APIFixture()
        var generator = SeededGenerator(seed: 11)
        let path = method == .patch ? Path.secrets : Path.injections
        for _ in 0..<100 {
            let count = generator.int(0...200)
            let answer = try await fixture.call(method, path, bytes: generator.bytes(count))
            #expect((400..<500).contains(answer.status))
        }
    }

    private func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<generator.int(1...4) {
            let place = generator.int(0...bytes.count)
            switch generator.int(0...3) {
            case 0:
                bytes.insert(
                    contentsOf: Array(Self.fragments[generator.int(0...Self.fragments.count - 1)].utf8),
                    at: place
                )
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + generator.int(0...6)))
            case 2: if place < bytes.count { bytes[place] ^= UInt8(1 << generator.int(0...7)) }
            default: bytes.insert(contentsOf: bytes.prefix(place).suffix(generator.int(0...12)), at: place)
            }
        }
        return bytes
    }
}
