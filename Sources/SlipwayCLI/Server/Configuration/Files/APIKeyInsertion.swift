import SlipwayWire

/// Puts one entry into `api_keys` in the text of a configuration, and changes no other byte.
enum APIKeyInsertion {
    /// The text with `key` as the last entry, given the text of a configuration that loads.
    static func text(adding key: APIKeySetting, to bytes: [UInt8]) throws(JSONError) -> [UInt8] {
        let root = try JSONOutline(bytes, limits: JSONLimits(nodes: 200_000)).root
        let layout = JSONLayout(bytes, root: root)
        let entry = APIKeyText(key, layout: layout)
        let change: Change
        if let list = root[ServeConfiguration.Field.apiKeys.rawValue] {
            change =
                list.elements.last.map { behind($0, entry, layout) }
                ?? Change(range: list.range, text: newList(entry, layout, indentation: indentation(of: list, layout)))
        } else {
            change = newMember(root, entry, layout)
        }
        var result = bytes
        result.replaceSubrange(change.range, with: change.text.utf8)
        return result
    }

    /// The text of a file that has nothing but this entry.
    static func newFile(with key: APIKeySetting) throws(JSONError) -> [UInt8] {
        let start = "{\n  \"$schema\": \"\(ServerFolderTemplate.schema)\"\n}\n"
        return try text(adding: key, to: Array(start.utf8))
    }

    private struct Change {
        let range: Range<Int>
        let text: String
    }

    /// A further element, laid out as the last one is.
    private static func behind(_ last: JSONNode, _ entry: APIKeyText, _ layout: JSONLayout) -> Change {
        let lead = layout.lead(before: last.range.lowerBound)
        let separator = lead.map { "," + layout.newline + $0 } ?? "," + layout.gap
        let place = last.range.upperBound..<last.range.upperBound
        guard layout.spansLines(last) else {
            return Change(range: place, text: separator + entry.onOneLine(padding: layout.padding(of: last) ?? " "))
        }
        let closing = layout.indentation(ofLineAt: last.range.upperBound - 1)
        let inner = last.members.first.flatMap { layout.lead(before: $0.keyRange.lowerBound) } ?? closing + layout.unit
        return Change(range: place, text: separator + entry.spread(inner: inner, closing: closing))
    }

    private static func newMember(_ root: JSONNode, _ entry: APIKeyText, _ layout: JSONLayout) -> Change {
        let name = APIKeyText.quoted(ServeConfiguration.Field.apiKeys.rawValue) + layout.colon
        guard let last = root.members.last else {
            let list = newList(entry, layout, indentation: layout.unit)
            return Change(
                range: root.range,
                text: "{" + layout.newline + layout.unit + name + list + layout.newline + "}"
            )
        }
        let place = last.value.range.upperBound..<last.value.range.upperBound
        let indentation = layout.isSpread ? layout.unit : nil
        let separator = indentation.map { "," + layout.newline + $0 } ?? "," + layout.gap
        return Change(range: place, text: separator + name + newList(entry, layout, indentation: indentation))
    }

    /// A list with one entry; on one line when there is no indentation to go by.
    private static func newList(_ entry: APIKeyText, _ layout: JSONLayout, indentation: String?) -> String {
        guard let indentation else { return "[" + entry.onOneLine(padding: layout.gap) + "]" }
        let outer = indentation + layout.unit
        let object = entry.spread(inner: outer + layout.unit, closing: outer)
        return "[" + layout.newline + outer + object + layout.newline + indentation + "]"
    }

    /// The indentation of the line an empty list stands on; nothing in a file on one line.
    private static func indentation(of list: JSONNode, _ layout: JSONLayout) -> String? {
        layout.isSpread ? layout.indentation(ofLineAt: list.range.lowerBound) : nil
    }
}
