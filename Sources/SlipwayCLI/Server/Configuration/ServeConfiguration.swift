import Logging
import SlipwayModel

/// What `slipway_serve.json` says, with the default for everything it leaves out.
///
/// A value that came out of ``ConfigurationFile`` has been checked as a whole. Paths are as written: relative ones are
/// relative to the server folder.
struct ServeConfiguration: Sendable, Equatable {
    var address = "127.0.0.1"
    /// 0 asks for any free port.
    var port = 8080
    var tls: TLSSetting?
    /// A proxy in front ends TLS, so listening beyond this machine without TLS is meant.
    var behindProxy = false
    var store = StoreSetting()
    var masterKey = MasterKeySetting()
    var keys: [APIKeySetting] = []
    var permissions: [Permission: [Policy.Rule]] = [:]
    var permittedNames: Set<VariableName> = []
    /// How many old versions of a secret are kept.
    var secretHistory = 5
    /// How much memory may hold what was read last, still sealed.
    var cacheMegabytes = 48
    var logLevel = Logger.Level.info

    var apiKeys: [APIKeyEntry] { keys.map(\.entry) }

    var policy: Policy { Policy(custom: permissions) }

    var refusedNames: RefusedNames { RefusedNames(permitted: permittedNames) }
}
