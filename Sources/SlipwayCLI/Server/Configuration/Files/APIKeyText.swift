import SlipwayModel

/// An element of `api_keys` as text.
struct APIKeyText {
    /// The members in the order of the file, each value as JSON on one line.
    private let members: [(key: String, value: String)]
    private let layout: JSONLayout

    init(_ key: APIKeySetting, layout: JSONLayout) {
        self.layout = layout
        var members: [(APIKeySetting.Field, String)] = [(.hash, Self.quoted(Hex.encode(key.hash)))]
        func list(_ texts: [String]) -> String {
            "[" + texts.map { Self.quoted($0) }.joined(separator: "," + layout.gap) + "]"
        }
        members.append((.name, Self.quoted(key.name.text)))
        if let description = key.description { members.append((.description, Self.quoted(description))) }
        members.append((.role, Self.quoted(key.role.rawValue)))
        if let apps = key.apps { members.append((.apps, list(apps.map(\.text)))) }
        if let environments = key.environments { members.append((.environments, list(environments.map(\.text)))) }
        if !key.grants.isEmpty { members.append((.grants, list(key.grants.map(\.rawValue)))) }
        if let expires = key.expires { members.append((.expires, Self.quoted(expires.text))) }
        if let created = key.created { members.append((.created, Self.quoted(created.text))) }
        if let createdBy = key.createdBy { members.append((.createdBy, Self.quoted(createdBy))) }
        self.members = members.map { ($0.rawValue, $1) }
    }

    func onOneLine(padding: String) -> String {
        "{" + padding + lines.joined(separator: "," + layout.gap) + padding + "}"
    }

    /// On several lines; the first has no indentation of its own.
    func spread(inner: String, closing: String) -> String {
        let body = lines.map { inner + $0 }.joined(separator: "," + layout.newline)
        return "{" + layout.newline + body + layout.newline + closing + "}"
    }

    private var lines: [String] {
        members.map { Self.quoted($0.key) + layout.colon + $0.value }
    }

    /// A JSON string.
    ///
    /// Control characters and the line separators of JavaScript are escaped, all else is kept.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\0"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
