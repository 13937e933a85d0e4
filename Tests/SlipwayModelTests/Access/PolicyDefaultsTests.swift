import SlipwayModel
import SlipwayTesting
import Testing

@Suite("The default policy")
struct PolicyDefaultsTests {
    /// The seed's table, role by role, with what the design adds to it.
    private static let table: [(Role, Set<Permission>)] = [
        (.owner, Set(Permission.allCases)),
        (.admin, Set(Permission.allCases).subtracting([.unmaskSecrets, .manageKeys])),
        (
            .developer,
            [
                .viewApps, .manageApps, .viewEnvironments, .manageEnvironments, .viewVariables, .manageVariables,
            ]
        ),
        (.viewer, [.viewApps, .viewEnvironments, .viewVariables]),
    ]

    @Test("Z2 each role has exactly what the table says", arguments: table)
    func role(role: Role, expected: Set<Permission>) {
        let targets = [
            Target.instance, .app(.myapp), .environment(.myapp, .production), .environment(.other, .staging),
        ]
        for target in targets {
            let allowed = Permission.allCases.filter {
                Policy().decide(.test(role), to: $0, on: target) == .allowed
            }
            #expect(Set(allowed) == expected, "\(target)")
        }
    }

    @Test("the table has every role")
    func complete() {
        #expect(Set(Self.table.map(\.0)) == Set(Role.allCases))
    }

    @Test("Z10 a refusal on what anyone may see is not hidden")
    func visible() {
        #expect(
            Policy().decide(.test(.viewer), to: .viewSecrets, on: .environment(.myapp, .production))
                == .denied(hidden: false)
        )
    }

    @Test("names of permissions fall into resource and verb")
    func parts() {
        #expect(Permission.unmaskSecrets.resource == "secrets")
        #expect(Permission.unmaskSecrets.verb == "unmask")
        for permission in Permission.allCases {
            #expect(permission.rawValue == "\(permission.resource).\(permission.verb)")
        }
    }
}
