import SlipwayModel
import SlipwayTesting
import Testing

@Suite("What an API key is narrowed to and given")
struct APIKeyReachTests {
    private let production = Target.environment(.myapp, .production)
    private let staging = Target.environment(.myapp, .staging)

    @Test("Z1 outside its apps a key may nothing, and sees nothing", arguments: Permission.allCases)
    func apps(permission: Permission) {
        let key = Identity.test(.owner, reach: Reach(apps: [.myapp]))
        let policy = Policy()
        #expect(policy.decide(key, to: permission, on: production) == .allowed)
        #expect(policy.decide(key, to: permission, on: .app(.other)) == .denied(hidden: true))
        #expect(policy.decide(key, to: permission, on: .environment(.other, .production)) == .denied(hidden: true))
        #expect(policy.decide(key, to: permission, on: .instance) == .denied(hidden: false))
    }

    @Test("Z1 outside its environments a key may nothing, and sees nothing", arguments: Permission.allCases)
    func environments(permission: Permission) {
        let key = Identity.test(.owner, reach: Reach(environments: [.staging]))
        let policy = Policy()
        #expect(policy.decide(key, to: permission, on: staging) == .allowed)
        #expect(policy.decide(key, to: permission, on: production) == .denied(hidden: true))
        #expect(policy.decide(key, to: permission, on: .instance) == .denied(hidden: false))
    }

    @Test("a grant adds one permission, within the key's reach")
    func grants() {
        let key = Identity.test(.viewer, reach: Reach(environments: [.staging]), grants: [.useSecrets])
        let allowed = Permission.allCases.filter { Policy().decide(key, to: $0, on: staging) == .allowed }
        #expect(Set(allowed) == [.viewApps, .viewEnvironments, .viewVariables, .useSecrets])
        #expect(Policy().decide(key, to: .useSecrets, on: production) == .denied(hidden: true))
    }

    @Test("a grant counts also where the list permits nobody")
    func grantOverEmptyList() {
        let policy = Policy(custom: [.useSecrets: []])
        #expect(policy.decide(.test(.viewer, grants: [.useSecrets]), to: .useSecrets, on: production) == .allowed)
    }

    @Test("an entry's identity is its name at slipway, with its role, reach and grants")
    func entry() {
        let reach = Reach(apps: [.myapp])
        let entry = APIKeyEntry(
            hash: [1],
            name: "ci",
            role: .developer,
            reach: reach,
            grants: [.useSecrets],
            expires: nil
        )
        #expect(
            entry.identity
                == Identity(actor: "ci@slipway", role: .developer, reach: reach, grants: [.useSecrets], key: [1])
        )
        #expect(!entry.isExpired(at: Timestamp(milliseconds: .max)))
    }

    @Test("a key is expired from the moment it names on")
    func expiry() {
        let entry = APIKeyEntry(
            hash: [1],
            name: "ci",
            role: .viewer,
            reach: .everything,
            grants: [],
            expires: FixedClock.start
        )
        #expect(!entry.isExpired(at: Timestamp(milliseconds: FixedClock.start.milliseconds - 1)))
        #expect(entry.isExpired(at: FixedClock.start))
    }
}
