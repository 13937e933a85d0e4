import SlipwayModel
@testable import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("Lists of secrets as the cache keeps them")
struct SecretListTests {
    @Test("W4 what was packed is what comes out, in order", arguments: 0..<8)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let authors = (0..<200).map { "author \($0)@slipway" }
        let edges: [Int64] = [0, 1, 127, 128, 16_384, .max, .min, -1]
        for count in [0, 1, 2, 300] {
            let variables = try (0..<count).map { index in
                let length = generator.int(0...5) == 0 ? 127 : generator.int(0...12)
                let edge = edges[generator.int(0...edges.count - 1)]
                return ListedVariable(
                    name: try VariableName("N" + String(repeating: "x", count: length)),
                    version: generator.int(0...1) == 0 ? Int64(index) : edge,
                    updatedAt: Timestamp(milliseconds: generator.int(0...3) == 0 ? edge : 1_700_000_000_000),
                    updatedBy: authors[generator.int(0...authors.count - 1)]
                )
            }
            let list = SecretList(variables)
            #expect(list.count == count && Set(list.authors).count == list.authors.count)
            var unpacked: [String] = []
            list.forEach { item in
                let name = String(decoding: item.name, as: UTF8.self)
                let author = list.authors[item.author]
                unpacked.append("\(name) \(item.version) \(item.updatedAt.milliseconds) \(author)")
            }
            let expected = variables.map {
                "\($0.name) \($0.version) \($0.updatedAt.milliseconds) \($0.updatedBy)"
            }
            #expect(unpacked == expected)
        }
    }

    @Test("a secret takes few bytes beside its name's own")
    func size() throws {
        let variables = try (0..<100).map { index in
            ListedVariable(
                name: try VariableName("SECRET_\(index)"),
                version: 1,
                updatedAt: Timestamp(milliseconds: 1_700_000_000_000 + Int64(index) * 86_400_000),
                updatedBy: "admin@slipway"
            )
        }
        #expect(SecretList(variables).bytes.count < 100 * (9 + 8))
    }
}
