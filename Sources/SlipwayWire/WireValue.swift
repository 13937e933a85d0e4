/// A variable's value on its way between client and server.
///
/// Not printable: neither interpolation nor `dump` shows it.
///
/// In JSON it is the member `value` when the bytes are UTF-8, and `value_base64` when they are not.
public struct WireValue: Sendable, Hashable {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads the one of the two members that is there.
    init<K: CodingKey>(from container: KeyedDecodingContainer<K>, text: K, base64: K) throws {
        switch (container.contains(text), container.contains(base64)) {
        case (true, false): bytes = Array(try container.decode(String.self, forKey: text).utf8)
        case (false, true):
            guard let decoded = Base64.decode(try container.decode(String.self, forKey: base64)) else {
                throw DecodingError.dataCorruptedError(forKey: base64, in: container, debugDescription: "not Base64")
            }
            bytes = decoded
        default:
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: container.codingPath, debugDescription: "not one of both forms")
            )
        }
    }

    /// Reads the one of the two members that is there.
    init(_ object: JSONValue.Object) throws(JSONShapeError) {
        switch (object.member("value"), object.member("value_base64")) {
        case (let text?, nil): bytes = try text.utf8()
        case (nil, let base64?):
            guard let decoded = Base64.decode(try base64.string()) else {
                throw base64.failure(.unacceptable("is not Base64"))
            }
            bytes = decoded
        default:
            throw object.value.failure(.unacceptable("must have exactly one of value and value_base64"))
        }
    }

    /// Writes the one of the two members that fits.
    func write(to writer: inout JSONWriter) {
        bytes.withUnsafeBytes { writer.valueMember($0) }
    }

    func encode<K: CodingKey>(to container: inout KeyedEncodingContainer<K>, text: K, base64: K) throws {
        if let string = String(validating: bytes, as: UTF8.self) {
            try container.encode(string, forKey: text)
        } else {
            try container.encode(bytes.withUnsafeBufferPointer { Base64.encode($0) }, forKey: base64)
        }
    }
}

extension JSONWriter {
    /// Writes the member that a ``WireValue`` is written as, out of memory that is lent.
    public mutating func valueMember(_ bytes: UnsafeRawBufferPointer) {
        bytes.withMemoryRebound(to: UInt8.self) { bytes in
            if (try? UTF8Span(validating: bytes.span)) != nil {
                name("value")
                string(utf8: bytes)
            } else {
                member("value_base64", Base64.encode(bytes))
            }
        }
    }
}

extension WireValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "WireValue(hidden)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
