import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import SlipwayWire

/// What the server said.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]

    init(_ response: TestResponse) {
        status = response.status.code
        headers = response.headers
        body = Array(response.body.readableBytesView)
    }

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
