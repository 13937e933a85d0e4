/// One value of a document: its kind, where it stands, and what is inside it.
public struct JSONNode: Sendable, Equatable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case object
        case array
        case string
        case number
        case boolean
        case null
    }

    /// One `"key": value` of an object.
    public struct Member: Sendable, Equatable {
        /// The key with its escapes resolved.
        public let key: String
        /// Where the key stands, quotes included.
        public let keyRange: Range<Int>
        public let value: JSONNode
    }

    public let kind: Kind
    /// The bytes of the value in the document, brackets or quotes included, white space around it not.
    public let range: Range<Int>
    /// The members of an object in the order of the document; empty for every other kind.
    public let members: [Member]
    /// The elements of an array; empty for every other kind.
    public let elements: [JSONNode]

    init(_ kind: Kind, _ range: Range<Int>, members: [Member] = [], elements: [JSONNode] = []) {
        self.kind = kind
        self.range = range
        self.members = members
        self.elements = elements
    }

    /// The way from this value to one inside it.
    func path(to node: JSONNode) -> JSONPath {
        var (path, here) = (JSONPath.root, self)
        // No two values have the same bytes: one inside another has at least its brackets around it.
        search: while here.range != node.range {
            for (index, element) in here.elements.enumerated() where element.range.contains(node.range.lowerBound) {
                path.push(.index(index))
                here = element
                continue search
            }
            for member in here.members where member.value.range.contains(node.range.lowerBound) {
                path.push(.key(member.key))
                here = member.value
                continue search
            }
            break
        }
        return path
    }

    /// The value of the member whose key has exactly these bytes in UTF-8.
    public subscript(key: String) -> JSONNode? {
        members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }
}
