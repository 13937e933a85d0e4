import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import SlipwayModel
import SlipwayWire

/// JSON in and out of requests: one encoder and one decoder, made once.
enum JSONAnswer {
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
    private static let decoder = JSONDecoder()

    static func response(
        _ value: some Encodable,
        status: HTTPResponse.Status = .ok,
        contentType: String = "application/json"
    ) -> Response {
        guard let data = try? encoder.encode(value) else { return Response(status: .internalServerError) }
        return Response(
            status: status,
            headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data))
        )
    }

    /// One line of newline-delimited JSON.
    static func line(_ value: some Encodable) throws -> ByteBuffer {
        var buffer = ByteBuffer(bytes: try encoder.encode(value))
        buffer.writeInteger(UInt8(ascii: "\n"))
        return buffer
    }

    /// Reads the body as one JSON document, strictly: no unknown, missing or doubled field, no wrong type, UTF-8 only.
    static func body<T: Decodable>(_ type: T.Type, of request: Request, limit: Int) async throws -> T {
        let contentType = (request.headers[.contentType] ?? "").lowercased()
        guard contentType == "application/json" || contentType.hasPrefix("application/json;") else {
            throw SlipwayError(.invalidRequest, "the body must be sent as Content-Type: application/json")
        }
        return try decode(type, from: Array(try await collected(request, limit).readableBytesView))
    }

    private static func collected(_ request: Request, _ limit: Int) async throws -> ByteBuffer {
        do {
            return try await request.body.collect(upTo: limit)
        } catch let error where error is NIOTooManyBytesError || error is HTTPError {
            throw error
        } catch {
            // Broken off, or not framed as HTTP says: what is wrong with it is the client's doing.
            throw SlipwayError(.invalidRequest, "the body broke off or is not framed as HTTP wants it")
        }
    }

    static func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws -> T {
        _ = try JSONOutline(bytes)
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw SlipwayError(.invalidRequest, "the body is not what this path takes: \(explain(error))")
        }
    }

    /// What is wrong and where, in words of our own: the decoder's may hold the value.
    private static func explain(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context):
            "\(JSONPath(codingPath: context.codingPath)) lacks \"\(key.stringValue)\""
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            "\(JSONPath(codingPath: context.codingPath)) is not \(name(of: type))"
        case .dataCorrupted(let context):
            if let unknown = context.underlyingError as? UnknownFieldError {
                "\(JSONPath(codingPath: context.codingPath.dropLast())) has an unknown field; allowed are "
                    + unknown.allowed.joined(separator: ", ")
            } else if let value = context.underlyingError as? WireValueError {
                "in \(JSONPath(codingPath: context.codingPath)) \(value)"
            } else {
                "\(JSONPath(codingPath: context.codingPath)) has an unacceptable value"
            }
        @unknown default: "a field has an unacceptable value"
        }
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is any Collection.Type: "a list"
        default: "an object"
        }
    }
}
