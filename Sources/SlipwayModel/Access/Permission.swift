/// One thing that a policy allows or not, written `resource.verb` as in `permissions` of `slipway_serve.json`.
public enum Permission: String, Sendable, Hashable, CaseIterable {
    case viewApps = "apps.view"
    case manageApps = "apps.manage"
    case viewEnvironments = "environments.view"
    case manageEnvironments = "environments.manage"
    case viewVariables = "variables.view"
    case manageVariables = "variables.manage"
    case viewSecrets = "secrets.view"
    case manageSecrets = "secrets.manage"
    /// Receiving values for a process to run with.
    case useSecrets = "secrets.use"
    /// Running a process with masking switched off.
    case unmaskSecrets = "secrets.unmask"
    case viewAudit = "audit.view"
    case viewKeys = "keys.view"
    case manageKeys = "keys.manage"

    public var resource: String { String(rawValue.prefix { $0 != "." }) }
    public var verb: String { String(rawValue.drop { $0 != "." }.dropFirst()) }
}
