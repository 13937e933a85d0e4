import SlipwayModel
import SlipwayServices
import SlipwayWire

/// The list of secrets as `VariableList` writes one, out of how the cache keeps it.
struct SecretListAnswer: JSONWritable {
    let scope: Scope
    let list: SecretList

    var sizeHint: Int { 128 + 160 * list.count }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("app", ifPresent: scope.app?.text)
        writer.member("environment", ifPresent: scope.environment?.text)
        writer.name("variables")
        writer.beginArray()
        writeLines(to: &writer)
        writer.endArray()
        writer.endObject()
    }

    private func writeLines(to writer: inout JSONWriter) {
        let authors = list.authors.map { author in
            var writer = JSONWriter(capacity: author.utf8.count + 2)
            writer.string(author)
            return writer.bytes
        }
        var (last, rest) = ((version: Int64, time: Timestamp, author: Int)?.none, 0..<0)
        list.forEach { item in
            writer.raw(last == nil ? #"{"name":""# : #",{"name":""#)
            // No character of a name needs an escape.
            writer.raw(item.name)
            // Secrets that were set together have all but their names in common.
            if let last, last == (item.version, item.updatedAt, item.author) { return writer.raw(again: rest) }
            let start = writer.count
            writer.raw(#"","kind":"secret","version":"#)
            writer.raw(item.version)
            writer.raw(#","updated_at":""#)
            writer.raw(upTo: Timestamp.rfc3339Limit) { item.updatedAt.writeRFC3339(to: $0) }
            writer.raw(#"","updated_by":"#)
            authors[item.author].withUnsafeBufferPointer { writer.raw($0) }
            writer.raw("}")
            (last, rest) = ((item.version, item.updatedAt, item.author), start..<writer.count)
        }
    }
}
