import SlipwayModel
import SlipwayTesting
import Testing

@Suite("Custom permissions")
struct PolicyCustomTests {
    private let production = Target.environment(.myapp, .production)
    private let staging = Target.environment(.myapp, .staging)

    @Test("a list replaces the default one whole, and no other list")
    func replacement() {
        let policy = Policy(custom: [.viewSecrets: [Policy.Rule(role: .developer)]])
        #expect(policy.decide(.test(.developer), to: .viewSecrets, on: production) == .allowed)
        #expect(policy.decide(.test(.owner), to: .viewSecrets, on: production) == .denied(hidden: false))
        #expect(policy.decide(.test(.owner), to: .manageSecrets, on: production) == .allowed)
        #expect(policy.decide(.test(.developer), to: .manageSecrets, on: production) == .denied(hidden: false))
    }

    @Test("Z2 an empty list permits nobody", arguments: Role.allCases, Permission.allCases)
    func empty(role: Role, permission: Permission) {
        let policy = Policy(custom: [permission: []])
        for target in [.instance, .app(.myapp), production] {
            #expect(policy.decide(.test(role), to: permission, on: target) != .allowed)
        }
    }

    @Test("a rule for one environment holds there and nowhere else")
    func oneEnvironment() {
        let rule = Policy.Rule(role: .developer, reach: Reach(environments: [.staging]))
        let policy = Policy(custom: [.useSecrets: [rule]])
        #expect(policy.decide(.test(.developer), to: .useSecrets, on: staging) == .allowed)
        #expect(policy.decide(.test(.developer), to: .useSecrets, on: .environment(.other, .staging)) == .allowed)
        #expect(policy.decide(.test(.developer), to: .useSecrets, on: production) == .denied(hidden: false))
        #expect(policy.decide(.test(.developer), to: .useSecrets, on: .instance) == .denied(hidden: false))
    }

    @Test("a rule for one app and environment needs both")
    func oneAppAndEnvironment() {
        let rule = Policy.Rule(role: .viewer, reach: Reach(apps: [.myapp], environments: [.staging]))
        let policy = Policy(custom: [.viewSecrets: [rule]])
        let permitted = [production, staging, .environment(.other, .staging), .instance].filter {
            policy.decide(.test(.viewer), to: .viewSecrets, on: $0) == .allowed
        }
        #expect(permitted == [staging])
    }

    @Test("Z2 a reach of no apps reaches nothing")
    func nowhere() {
        let policy = Policy(custom: [.viewSecrets: [Policy.Rule(role: .owner, reach: Reach(apps: []))]])
        for target in [.instance, .app(.myapp), production] {
            #expect(policy.decide(.test(.owner), to: .viewSecrets, on: target) != .allowed)
        }
    }

    @Test("Z10 who may not view an app is not told that it exists")
    func hiddenApp() {
        let rule = Policy.Rule(role: .viewer, reach: Reach(apps: [.other]))
        let policy = Policy(custom: [.viewApps: [rule]])
        #expect(policy.decide(.test(.viewer), to: .manageApps, on: .app(.myapp)) == .denied(hidden: true))
        #expect(policy.decide(.test(.viewer), to: .viewSecrets, on: production) == .denied(hidden: true))
        #expect(policy.decide(.test(.viewer), to: .manageApps, on: .app(.other)) == .denied(hidden: false))
    }

    @Test("Z10 who may not view an environment is not told that it exists")
    func hiddenEnvironment() {
        let rule = Policy.Rule(role: .viewer, reach: Reach(environments: [.staging]))
        let policy = Policy(custom: [.viewEnvironments: [rule]])
        #expect(policy.decide(.test(.viewer), to: .viewSecrets, on: production) == .denied(hidden: true))
        #expect(policy.decide(.test(.viewer), to: .viewSecrets, on: staging) == .denied(hidden: false))
    }
}
