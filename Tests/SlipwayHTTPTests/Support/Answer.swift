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
        return (["\(status)"] + fields + [text]).joined(separator: "\n").replacing(id, with: "REQUEST")
    }
}
