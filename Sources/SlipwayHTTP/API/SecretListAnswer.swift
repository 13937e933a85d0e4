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
        let authors = list.authors
        var (version, time, author) = (Piece<Int64>(), Piece<Timestamp>(), Piece<Int>())
        var isFirst = true
        list.forEach { item in
            writer.raw(isFirst ? #"{"name":""# : #",{"name":""#)
            isFirst = false
            // No character of a name needs an escape.
            writer.raw(item.name)
            version.write(item.version, to: &writer) { writer in
                writer.raw(#"","kind":"secret","version":"#)
                writer.raw(item.version)
                writer.raw(#","updated_at":""#)
            }
            time.write(item.updatedAt, to: &writer) { writer in
                writer.raw(upTo: Timestamp.rfc3339Limit) { item.updatedAt.writeRFC3339(to: $0) }
            }
            author.write(item.author, to: &writer) { writer in
                writer.raw(#"","updated_by":"#)
                writer.string(authors[item.author])
                writer.raw("}")
            }
        }
    }

    /// A piece of a line that is copied as long as it would read the same: secrets that were set together have all but their
    /// names in common.
    private struct Piece<Value: Equatable> {
        private var value: Value?
        private var written = 0..<0

        mutating func write(_ value: Value, to writer: inout JSONWriter, _ body: (inout JSONWriter) -> Void) {
            if value == self.value { return writer.raw(again: written) }
            let start = writer.count
            body(&writer)
            (self.value, written) = (value, start..<writer.count)
        }
    }
}
