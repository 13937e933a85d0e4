import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
@testable import SlipwayHTTP
import SlipwayModel
import SlipwayWire

/// What the server said.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]

    /// What a client would read of `response`, its head written as it goes over the wire.
    init(_ response: Response, to request: Request) async throws {
        var head = ByteBuffer()
        ResponseHead.write(
            response,
            id: request.id,
            length: .nothing,
            keepsAlive: true,
            date: Timestamp(milliseconds: 0).httpDate,
            to: &head
        )
        let lines = String(buffer: head).components(separatedBy: "\r\n").dropLast(2)
        var headers = HTTPFields()
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let name = HTTPField.Name(String(parts[0])) else { throw BadHead(line: line) }
            headers.append(HTTPField(name: name, value: String(parts[1].dropFirst())))
        }
        var body: [UInt8] = []
        switch response.body {
        case .none: break
        case .bytes(let bytes): body = bytes
        case .stream(let pieces): try await pieces { body += Array($0.readableBytesView) }
        }
        status = Int(response.status.code)
        self.headers = headers
        self.body = body
    }

    struct BadHead: Error { let line: String }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The text with the members of every object in order of name: the encoder's own order is by chance.
    var sorted: String {
        guard let object = try? JSONSerialization.jsonObject(with: Data(body)),
            let data = try? JSONSerialization.data(withJSONObject: object, options: .sortedKeys)
        else { return text }
        return String(decoding: data, as: UTF8.self)
    }

    /// The error document; nothing for any other answer.
    var problem: Problem? {
        guard headers[.contentType] == "application/problem+json" else { return nil }
        return try? JSONDecoder().decode(Problem.self, from: Data(body))
    }

    func decoded<T: Decodable>(_ type: T.Type = T.self) throws -> T {
        try JSONDecoder().decode(type, from: Data(body))
    }

    /// Everything the answer holds as text, headers too, with the request id taken out.
    var comparable: String {
        let id = headers[HTTPField.Name("X-Request-Id") ?? .contentType] ?? "-"
        let fields = headers.map { "\($0.name.canonicalName): \($0.value)" }.sorted()
        return (["\(status)"] + fields + [sorted]).joined(separator: "\n").replacing(id, with: "REQUEST")
    }
}
