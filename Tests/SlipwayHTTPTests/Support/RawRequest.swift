import SlipwayModel

/// Requests as text, for a connection that a test holds open.
enum RawRequest {
    /// A request with nothing in it that is not asked for, but `Host` and the key of `client`.
    static func text(
        _ method: String,
        _ path: String,
        as client: Requester = .none,
        version: String = "HTTP/1.1",
        headers: [String] = [],
        body: String? = nil
    ) -> String {
        var lines = ["\(method) \(path) \(version)", "Host: x"]
        if let key = client.key { lines.append("Authorization: Bearer \(key)") }
        if let body { lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"] }
        return (lines + headers).joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
    }

    /// The head of a request that sets a secret, with a body that follows as `framing` says.
    static func set(as client: Requester = .owner, _ framing: String...) -> String {
        text("PATCH", Path.secrets, as: client, headers: ["Content-Type: application/json"] + framing)
    }

    static let health = text("GET", "/health")

    /// Waits for a commit before it is answered: every read of a secret is recorded.
    static let injection = text("POST", Path.injections, as: .owner, body: #"{"names":["SECRET"]}"#)

    static let setNew = #"{"variables":[{"name":"NEW","value":"on-the-wire"}]}"#
}
