/// The shape of a JSON document: which values stand where, without the values.
///
/// A document that has an outline is strict RFC 8259 JSON within the given limits: UTF-8 without a byte order mark, one
/// value, no key twice in an object, no lone surrogates. Making one is the check that comes before any decoder sees
/// the bytes. No input makes it crash, and its work grows with the length of the input only.
public struct JSONOutline: Sendable {
    public let root: JSONNode

    /// Checks the whole document.
    ///
    /// The bytes are read only during the call and not kept.
    public init(_ bytes: UnsafeRawBufferPointer, limits: JSONLimits = .standard) throws(JSONError) {
        var reader = JSONReader(bytes: bytes, limits: limits)
        do {
            root = try reader.document()
        } catch {
            throw JSONError(
                reason: error.reason,
                position: TextPosition(of: error.offset, in: bytes),
                path: JSONPath(error.steps.reversed())
            )
        }
    }

    /// Checks the whole document.
    public init(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(JSONError) in try JSONOutline(buffer, limits: limits) }
        }
        self = try result.get()
    }

    /// The value at `path`, or nothing when there is none.
    public func node(at path: JSONPath) -> JSONNode? {
        var node = root
        for step in path.steps {
            switch step {
            case .key(let key):
                guard let value = node[key] else { return nil }
                node = value
            case .index(let index):
                guard node.elements.indices.contains(index) else { return nil }
                node = node.elements[index]
            }
        }
        return node
    }
}
