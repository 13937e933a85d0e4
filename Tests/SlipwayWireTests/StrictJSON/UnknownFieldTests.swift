import Foundation
import SlipwayWire
import Testing

@Suite("refuseUnknownKeys")
struct UnknownFieldTests {
    private struct Sample: Decodable {
        let name: String
        let inner: [Inner]?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case name
            case inner
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseUnknownKeys(CodingKeys.self)
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            name = try fields.decode(String.self, forKey: .name)
            inner = try fields.decodeIfPresent([Inner].self, forKey: .inner)
        }
    }

    private struct Inner: Decodable {
        let kept: Int?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case kept = "Kept"
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseUnknownKeys(CodingKeys.self)
            kept = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(Int.self, forKey: .kept)
        }
    }

    @Test("Z6 passes known fields, missing optional ones included")
    func known() throws {
        let sample = try JSONDecoder().decode(Sample.self, from: Data(#"{"name":"a","inner":[{"Kept":1},{}]}"#.utf8))
        #expect(sample.inner?.map(\.kept) == [1, nil])
    }

    @Test("Z6 refuses unknown fields with path and allowed names", arguments: ["__proto__", "Name", "extra", ""])
    func unknown(field: String) throws {
        let body = Data(#"{"name":"a","inner":[{},{"\#(field)":"hunter2"}]}"#.utf8)
        let thrown = try #require(throws: DecodingError.self) { try JSONDecoder().decode(Sample.self, from: body) }
        guard case .dataCorrupted(let context) = thrown else {
            Issue.record("\(thrown)")
            return
        }
        #expect(context.codingPath.last?.stringValue == field)
        #expect(context.codingPath.dropLast().map { $0.intValue.map(String.init) ?? $0.stringValue } == ["inner", "1"])
        let cause = try #require(context.underlyingError as? UnknownFieldError)
        #expect(cause.field == field)
        #expect(cause.allowed == ["Kept"])
        #expect(!context.debugDescription.contains("hunter2"))
    }

    @Test("W3 a field that only Unicode holds for a known one is unknown")
    func equivalent() {
        let body = Data(#"{"name":"a","inner":[{"\u212Aept":1}]}"#.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Sample.self, from: body) }
    }
}
