/// Why a document was refused, and where.
///
/// Never holds a value from it; keys only escaped and cut.
public struct JSONError: Error, Sendable, CustomStringConvertible {
    public enum Reason: Sendable, Hashable {
        case notUTF8
        case byteOrderMark
        case unexpectedEnd
        /// Something else stands where only `expected` may.
        case unexpected(expected: String)
        case comment
        case trailingComma
        case trailingContent
        case tooDeep(limit: Int)
        case tooManyValues(limit: Int)
        case controlCharacter
        case badEscape
        case loneSurrogate
        case badNumber
        case numberTooLong(limit: Int)
        /// The key stands twice in one object, in the same or another spelling of its escapes.
        case duplicateKey(String)
        /// Two keys have different bytes, but Unicode and Swift hold them for the same text.
        case equivalentKeys(String)
    }

    public let reason: Reason
    public let position: TextPosition
    /// The innermost value that was being read.
    public let path: JSONPath

    public var description: String { "\(position), at \(path): \(reason)" }
}

extension JSONError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notUTF8: "the text is not UTF-8"
        case .byteOrderMark: "the text begins with a byte order mark, which JSON does not allow"
        case .unexpectedEnd: "the text ends in the middle"
        case .unexpected(let expected): "expected \(expected)"
        case .comment: "JSON has no comments"
        case .trailingComma: "a comma with nothing after it"
        case .trailingContent: "something follows the end of the document"
        case .tooDeep(let limit): "arrays and objects nest deeper than \(limit)"
        case .tooManyValues(let limit): "there are more than \(limit) values"
        case .controlCharacter: "a string has a control character that is not escaped"
        case .badEscape: "a string has an escape that JSON does not know"
        case .loneSurrogate: "a string has half of a surrogate pair"
        case .badNumber: "this is not how JSON writes a number"
        case .numberTooLong(let limit): "a number has more than \(limit) characters"
        case .duplicateKey(let key): "the key \"\(key)\" stands here twice"
        case .equivalentKeys(let key): "the key \"\(key)\" is another spelling of a key that stands here already"
        }
    }
}
