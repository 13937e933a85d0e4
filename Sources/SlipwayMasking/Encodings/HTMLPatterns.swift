/// One way of escaping text in HTML; `&`, `<` and `>` are the same in all.
private struct HTMLEscaping {
    var quote: StaticString = "\""
    var apostrophe: StaticString = "'"
    /// Also escape `/`, the backquote and `=`, as template engines for attributes do.
    var slash: StaticString = "/"
    var isStrict = false

    static let all = [
        HTMLEscaping(),
        HTMLEscaping(quote: "&quot;"),
        HTMLEscaping(quote: "&quot;", apostrophe: "&#39;"),
        HTMLEscaping(quote: "&quot;", apostrophe: "&#039;"),
        HTMLEscaping(quote: "&quot;", apostrophe: "&#x27;"),
        HTMLEscaping(quote: "&quot;", apostrophe: "&apos;"),
        HTMLEscaping(quote: "&#34;", apostrophe: "&#39;"),
        HTMLEscaping(quote: "&quot;", apostrophe: "&#x27;", slash: "&#x2F;"),
        HTMLEscaping(quote: "&quot;", apostrophe: "&#x27;", isStrict: true),
        HTMLEscaping(quote: "&quot;", apostrophe: "&#39;", slash: "&#x2F;", isStrict: true),
    ]
}

extension PatternCollector {
    private static let changed = ByteSet("&<>\"'/`=")

    /// Adds the subject as it stands in HTML and XML text and attributes.
    mutating func addHTML(_ subject: Subject) {
        guard subject.contents.intersects(Self.changed) else { return }
        for escaping in HTMLEscaping.all {
            let start = bytes.count
            for byte in subject.bytes {
                switch byte {
                case UInt8(ascii: "&"): bytes.append("&amp;")
                case UInt8(ascii: "<"): bytes.append("&lt;")
                case UInt8(ascii: ">"): bytes.append("&gt;")
                case UInt8(ascii: "\""): bytes.append(escaping.quote)
                case UInt8(ascii: "'"): bytes.append(escaping.apostrophe)
                case UInt8(ascii: "/"): bytes.append(escaping.slash)
                case UInt8(ascii: "`") where escaping.isStrict: bytes.append("&#x60;")
                case UInt8(ascii: "=") where escaping.isStrict: bytes.append("&#x3D;")
                default: bytes.append(byte)
                }
            }
            commit(from: start)
        }
    }
}
