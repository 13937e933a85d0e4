/// An error answer: `application/problem+json` (RFC 9457) with a stable `code`.
public struct Problem: Codable, Sendable, Hashable {
    public let type: String
    public let title: String
    public let status: Int
    /// What happened, to what.
    ///
    /// Never a value.
    public let detail: String
    public let code: String
    public let requestID: String
    /// Names near one that was not found.
    public let near: [String]?
    /// For `permission_denied`, the permission that was missing.
    public let permission: String?

    public init(
        title: String,
        status: Int,
        detail: String,
        code: String,
        requestID: String,
        near: [String]? = nil,
        permission: String? = nil
    ) {
        type = "about:blank"
        self.title = title
        self.status = status
        self.detail = detail
        self.code = code
        self.requestID = requestID
        self.near = near
        self.permission = permission
    }

    enum CodingKeys: String, CodingKey {
        case type, title, status, detail, code, near, permission
        case requestID = "request_id"
    }
}
