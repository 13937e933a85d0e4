public import SlipwayModel
public import SlipwayServices

extension Identity {
    /// One identity for every role, with that role's rights and no others: `owner@example.com`.
    public static func test(
        _ role: Role,
        reach: Reach = .everything,
        grants: Set<Permission> = []
    ) -> Identity {
        Identity(actor: "\(role.rawValue)@example.com", role: role, reach: reach, grants: grants)
    }
}

extension AuditEvent.Origin {
    /// Where every call of a test comes from.
    public static let test = AuditEvent.Origin(remote: "192.0.2.1", via: "http", request: "request-1")
}

extension Caller {
    public static func test(
        _ role: Role,
        reach: Reach = .everything,
        grants: Set<Permission> = []
    ) -> Caller {
        Caller(identity: .test(role, reach: reach, grants: grants), origin: .test)
    }

    public static let owner = test(.owner)
    public static let admin = test(.admin)
    public static let developer = test(.developer)
    public static let viewer = test(.viewer)
}
