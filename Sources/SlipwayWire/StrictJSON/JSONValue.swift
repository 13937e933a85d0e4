/// One value of a document that is being taken apart, with the bytes it stands in.
///
/// What reading one throws says where in the document it was, and never holds a value from it.
public struct JSONValue {
    private let node: JSONNode
    private let document: Document

    private final class Document {
        let root: JSONNode
        let bytes: UnsafeRawBufferPointer

        init(_ bytes: UnsafeRawBufferPointer, _ limits: JSONLimits) throws(JSONError) {
            root = try JSONOutline(bytes, limits: limits).root
            self.bytes = bytes
        }
    }

    private init(_ node: JSONNode, _ document: Document) {
        self.node = node
        self.document = document
    }

    /// Reads a whole document strictly, and lends its outermost value to `body`.
    ///
    /// - Throws: `JSONError` when it is not JSON, else what `body` throws: ``JSONShapeError`` when it is not the JSON asked for.
    public static func read<R>(
        _ bytes: UnsafeRawBufferPointer,
        limits: JSONLimits = .standard,
        _ body: (JSONValue) throws -> R
    ) throws -> R {
        let document = try Document(bytes, limits)
        return try body(JSONValue(document.root, document))
    }

    /// The members of an object that may have `fields` and no others.
    public func object(_ fields: StaticString...) throws(JSONShapeError) -> Object {
        let object = try openObject()
        for member in node.members where !fields.contains(where: { $0 == member.key }) {
            throw failure(.unknownField(allowed: fields.map { "\($0)" }))
        }
        return object
    }

    /// The members of an object that may have more of them than are asked for, as the answer of a newer server has.
    public func openObject() throws(JSONShapeError) -> Object {
        guard node.kind == .object else { throw failure(.wrongType("an object")) }
        return Object(value: self)
    }

    /// The elements of a list.
    public func array() throws(JSONShapeError) -> [JSONValue] {
        guard node.kind == .array else { throw failure(.wrongType("an array")) }
        return node.elements.map { JSONValue($0, document) }
    }

    /// The elements of a list of strings.
    public func strings() throws(JSONShapeError) -> [String] {
        guard node.kind == .array else { throw failure(.wrongType("an array")) }
        var strings: [String] = []
        strings.reserveCapacity(node.elements.count)
        for element in node.elements { strings.append(try JSONValue(element, document).string()) }
        return strings
    }

    public func string() throws(JSONShapeError) -> String { reader.text(try content()) }

    /// The UTF-8 of a string, its escapes resolved.
    public func utf8() throws(JSONShapeError) -> [UInt8] {
        let content = try content()
        guard content.hasEscapes else { return Array(document.bytes[content.range]) }
        return Array(reader.text(content).utf8)
    }

    private var reader: JSONReader { JSONReader(bytes: document.bytes, limits: .standard) }

    private func content() throws(JSONShapeError) -> JSONReader.Content {
        guard node.kind == .string else { throw failure(.wrongType("a string")) }
        let range = node.range.lowerBound + 1..<node.range.upperBound - 1
        let escaped = UnsafeRawBufferPointer(rebasing: document.bytes[range])
        return JSONReader.Content(range: range, hasEscapes: escaped.contains(UInt8(ascii: "\\")))
    }

    public func boolean() throws(JSONShapeError) -> Bool {
        guard node.kind == .boolean else { throw failure(.wrongType("true or false")) }
        return document.bytes[node.range.lowerBound] == UInt8(ascii: "t")
    }

    public func integer() throws(JSONShapeError) -> Int64 {
        let digits = UnsafeRawBufferPointer(rebasing: document.bytes[node.range])
        guard node.kind == .number, let number = Int64(String(decoding: digits, as: UTF8.self)) else {
            throw failure(.wrongType("a whole number"))
        }
        return number
    }

    /// The way to this value from the outermost one.
    public var path: JSONPath { document.root.path(to: node) }

    /// What is wrong with this value, for whoever reads it to throw.
    public func failure(_ reason: JSONShapeError.Reason) -> JSONShapeError {
        JSONShapeError(path: path, reason: reason)
    }

    /// The members of an object.
    public struct Object {
        let value: JSONValue

        /// All of them, in the order of the document.
        public var members: [(name: String, value: JSONValue)] {
            value.node.members.map { ($0.key, JSONValue($0.value, value.document)) }
        }

        /// A member that must be there.
        public func required(_ field: StaticString) throws(JSONShapeError) -> JSONValue {
            guard let member = member(field) else { throw value.failure(.missing("\(field)")) }
            return member
        }

        /// A member that may be left out; `null` counts as left out.
        public func optional(_ field: StaticString) -> JSONValue? {
            guard let member = member(field), member.node.kind != .null else { return nil }
            return member
        }

        /// A member, `null` as much as any other.
        func member(_ field: StaticString) -> JSONValue? {
            guard let member = value.node.members.first(where: { field == $0.key }) else { return nil }
            return JSONValue(member.value, value.document)
        }
    }
}

/// A document is JSON, but not of the shape asked for.
public struct JSONShapeError: Error, Sendable {
    public enum Reason: Sendable {
        case missing(String)
        case wrongType(String)
        case unknownField(allowed: [String])
        /// Two members that belong together are not as they must be; the text says how.
        case unacceptable(String)
    }

    /// The innermost value that is not as it should be.
    public let path: JSONPath
    public let reason: Reason
}

extension StaticString {
    fileprivate static func == (field: StaticString, key: String) -> Bool {
        guard key.utf8.count == field.utf8CodeUnitCount else { return false }
        var key = key
        return key.withUTF8 { key in key.indices.allSatisfy { key[$0] == field.utf8Start[$0] } }
    }
}
