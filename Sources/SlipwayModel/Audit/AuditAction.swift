/// What an audit entry says was done.
///
/// The raw values stand in the audit table and in exports, and never change.
public enum AuditAction: String, Sendable, Hashable, CaseIterable {
    case set = "SET"
    case unset = "UNSET"
    /// A value left the server for a process.
    case read = "READ"
    /// An attempt was refused.
    case denied = "DENIED"
    /// An app or environment was created.
    case create = "CREATE"
    case login = "LOGIN"
    /// An API key was added to, changed in or removed from `slipway_serve.json`.
    case keyAdd = "KEY_ADD"
    case keyChange = "KEY_CHANGE"
    case keyRemove = "KEY_REMOVE"
    /// The master key was replaced.
    case keyRotate = "KEY_ROTATE"
    /// The audit trail was written out.
    case export = "EXPORT"
}

/// What kind of thing an audit entry is about.
public enum AuditSubject: String, Sendable, Hashable, CaseIterable {
    case secret
    /// A plain variable.
    case variable
    case app
    case environment
    case key
    case audit
    case server
}
