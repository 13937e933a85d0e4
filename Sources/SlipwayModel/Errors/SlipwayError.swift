/// What a use case throws: a stable code that machines act on and a message that people read.
///
/// Messages name what and where, never a value and never a Swift type. What to do next is said by the surface that
/// shows the error.
public struct SlipwayError: Error, Sendable, Equatable, CustomStringConvertible {
    public let code: Code
    public let message: String
    /// Names near the one that was not found.
    ///
    /// Only names the actor may see.
    public let near: [String]

    /// For `permission_denied`, what was missing.
    public let permission: Permission?

    public init(_ code: Code, _ message: String, near: [String] = [], permission: Permission? = nil) {
        self.code = code
        self.message = message
        self.near = near
        self.permission = permission
    }

    public var description: String { message }

    /// The codes of `application/problem+json` answers.
    ///
    /// They never change their meaning.
    public enum Code: String, Sendable, CaseIterable {
        case invalidRequest = "invalid_request"
        case invalidName = "invalid_name"
        case invalidValue = "invalid_value"
        /// A variable name that could change how programs run.
        case nameRefused = "name_refused"
        case bodyTooLarge = "body_too_large"
        case unauthenticated = "unauthenticated"
        case rateLimited = "rate_limited"
        case permissionDenied = "permission_denied"
        case appNotFound = "app_not_found"
        case environmentNotFound = "environment_not_found"
        case secretNotFound = "secret_not_found"
        case variableNotFound = "variable_not_found"
        case routeNotFound = "route_not_found"
        case methodNotAllowed = "method_not_allowed"
        case alreadyExists = "already_exists"
        /// The version given with `If-Match` is not the current one.
        case versionConflict = "version_conflict"
        /// A secret cannot become a plain variable.
        case kindConflict = "kind_conflict"
        /// A stored value does not open: damaged, or moved from another place.
        case valueDamaged = "value_damaged"
        case storeFull = "store_full"
        case storeReadOnly = "store_read_only"
        case storeLocked = "store_locked"
        case storeDamaged = "store_damaged"
        case storeNewer = "store_newer"
        case storeFailed = "store_failed"
        case masterKey = "master_key"
        case notReady = "not_ready"
        case internalError = "internal_error"
    }
}
