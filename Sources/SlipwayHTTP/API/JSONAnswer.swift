import FoundationEssentials
import NIOCore
import NIOHTTP1
import SlipwayWire

/// JSON out of the server: answers that are asked for often write themselves, the others go through one encoder.
enum JSONAnswer {
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    static func response(
        _ value: some Encodable,
        status: HTTPResponseStatus = .ok,
        contentType: StaticString = "application/json"
    ) -> Response {
        guard let data = try? encoder.encode(value) else { return Response(status: .internalServerError) }
        return Response(status: status, contentType: contentType, body: .bytes(Array(data)))
    }

    static func response(writing value: some JSONWritable, status: HTTPResponseStatus = .ok) -> Response {
        Response(status: status, contentType: "application/json", body: .bytes(value.json))
    }
}
