/// A field that is not among those an object may have.
public struct UnknownFieldError: Error, Sendable, CustomStringConvertible {
    /// The field's name as it was sent.
    ///
    /// Escape it before showing it; ``description`` has done so.
    public let field: String
    /// The names that are allowed, in the order of their declaration.
    public let allowed: [String]

    public var description: String {
        "unknown field \"\(EscapedKey.text(field))\"; allowed are \(allowed.joined(separator: ", "))"
    }
}

extension Decoder {
    /// Throws when the object being decoded has a field that `keys` does not name.
    ///
    /// Stands at the top of a hand-written `init(from:)`, since Codable passes unknown fields over in silence. Throws
    /// `DecodingError.dataCorrupted` with the path of the field and an ``UnknownFieldError`` as underlying error.
    /// Expects a decoder that uses keys as they are written (no key decoding strategy).
    public func refuseUnknownKeys<K: CodingKey & CaseIterable>(_ keys: K.Type) throws {
        for found in try container(keyedBy: FieldName.self).allKeys {
            let known = K.allCases.contains { $0.stringValue.utf8.elementsEqual(found.stringValue.utf8) }
            guard !known else { continue }
            let error = UnknownFieldError(field: found.stringValue, allowed: K.allCases.map(\.stringValue))
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: codingPath + [found],
                    debugDescription: error.description,
                    underlyingError: error
                )
            )
        }
    }
}

private struct FieldName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { nil }
}
