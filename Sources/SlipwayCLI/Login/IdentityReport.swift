import SlipwayWire

/// Who somebody is to which server, as `--json` says it.
struct IdentityReport: Encodable {
    /// The server's address, or its folder.
    let server: String
    let actor: String
    let role: String
    /// Nothing when not narrowed.
    let apps: [String]?
    let environments: [String]?
    let grants: [String]

    init(_ identity: IdentityBody, at server: String) {
        self.server = server
        (actor, role) = (identity.actor, identity.role)
        (apps, environments, grants) = (identity.apps, identity.environments, identity.grants)
    }
}
