import SlipwayModel

/// What a command was about, so that a hint can be typed as it stands.
struct ErrorContext: Sendable {
    var app: String?
    var environment: String?
    var name: String?
    /// The command that lists what this one works on, such as `secret:list` or `env:list --global`.
    var list = "secret:list"
}

/// The next step for each error code.
enum Hints {
    static func of(
        _ code: SlipwayError.Code,
        near: [String],
        permission: Permission?,
        _ context: ErrorContext
    ) -> [String] {
        let app = context.app ?? "APP"
        let environment = context.environment ?? "production"
        let list = "slipway \(context.list)" + (context.list.contains("--global") ? "" : " \(app) --env=\(environment)")
        let nearest = near.isEmpty ? [] : ["did you mean \(near.joined(separator: ", "))?"]
        switch code {
        case .secretNotFound:
            return nearest + [
                "check the secret exists: slipway secret:list \(app)",
                "check you're in the right environment: slipway secret:list \(app) --env=\(environment)",
            ]
        case .variableNotFound:
            return nearest + ["see what is set: \(list)"]
        case .appNotFound:
            return nearest + [
                "see your apps with: slipway apps", "or, if it is to be, create it with: slipway init \(app)",
            ]
        case .environmentNotFound:
            return nearest + [
                "see its environments with: slipway environments \(app)",
                "or, if it is to be, add it with: slipway environment:create \(app) \(environment)",
            ]
        case .permissionDenied:
            let isAboutSecrets = permission?.resource == Permission.manageSecrets.resource
            return [
                isAboutSecrets
                    ? "You don't have access to manage secrets. Contact your team owner."
                    : "you lack the permission \(permission?.rawValue ?? "for this"). Contact your team owner.",
                "see who you are here with: slipway whoami",
            ]
        case .unauthenticated:
            return ["sign in with: slipway login --server URL", "or set SLIPWAY_TOKEN to an API key of this server"]
        case .versionConflict:
            return ["look at what is there now: \(list) --long"]
        case .kindConflict:
            return ["set it as a secret with: slipway secret:set \(app) \(context.name ?? "NAME") --env=\(environment)"]
        case .alreadyExists: return ["there is nothing to create"]
        case .nameRefused:
            return ["choose another name, or permit this one under permitted_names in slipway_serve.json"]
        case .invalidValue: return ["nothing was set; give another value and run the command again"]
        case .valueDamaged:
            return [
                "the other values still work; set this one anew: slipway secret:set \(app) \(context.name ?? "NAME")"
            ]
        case .storeFull: return ["free some space on the server's disk, then run the command again"]
        case .storeReadOnly: return ["make the server's state folder writable, then run the command again"]
        case .storeLocked: return ["stop the other process that has the database open, then run the command again"]
        case .storeDamaged: return ["stop the server and put the database back from a backup"]
        case .storeNewer: return ["use the newer slipway that wrote it"]
        case .rateLimited: return ["wait a minute, then check the key you use"]
        case .masterKey:
            return ["add \"next\" to master_key in slipway_serve.json, restart the server, and run the command again"]
        case .internalError, .storeFailed, .notReady: return ["the log of the server says more"]
        case .invalidRequest, .invalidName, .bodyTooLarge, .routeNotFound, .methodNotAllowed: return nearest
        }
    }
}
