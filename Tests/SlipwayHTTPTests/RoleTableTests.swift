import NIOHTTP1
import HTTPTypes
@testable import SlipwayHTTP
import SlipwayModel
import SlipwayTesting
import SlipwayWire
import Testing

@Suite struct RoleTableTests {
    @Test("Z1 every route of the server is in the table, and nothing else")
    func isComplete() async throws {
        let fixture = try await APIFixture()
        let routes = Set(APIRoutes.all(fixture.services).map { "\($0.method.rawValue) \($0.path)" })
        #expect(Set(RoleTable.cases.map(\.testDescription)) == routes)
        for line in RoleTable.cases {
            #expect(line.expected.map(\.client) == Requester.allCases, "\(line.testDescription) lacks a column")
        }
    }

    @Test("Z1 Z2 every route answers every role as the table says", arguments: RoleTable.cases)
    func answers(_ line: RoleCase) async throws {
        for (client, status) in line.expected {
            // A new server each: what one client did must not change what the next may do.
            let fixture = try await APIFixture()
            let answer = try await fixture.call(
                line.method,
                line.uri,
                as: client,
                bytes: line.body.map { Array($0.utf8) }
            )
            #expect(answer.status == status, "\(client.rawValue): \(answer.text)")
            if status >= 400 { try await expectRefusal(answer, of: line, client, fixture) }
        }
    }

    private func expectRefusal(
        _ answer: Answer,
        of line: RoleCase,
        _ client: Requester,
        _ fixture: APIFixture
    ) async throws {
        let problem = try #require(answer.problem)
        #expect(problem.status == answer.status)
        #expect(!answer.text.contains(APIFixture.value))
        #expect(!answer.text.contains("plain-value") && !answer.text.contains("global-value"))
        let last = try #require(try await fixture.services.trail().last)
        #expect(last.event.action == .denied, "A6 the refusal is in the trail")
        #expect(last.event.actor == (answer.status == 401 ? "anonymous" : "\(client.rawValue)@slipway"))
        #expect(last.event.origin.request == problem.requestID)
    }

    @Test("Z1 a refused request changes nothing", arguments: RoleTable.cases.filter { $0.method != .get })
    func changesNothing(_ line: RoleCase) async throws {
        let fixture = try await APIFixture()
        let before = try await state(fixture)
        for (client, status) in line.expected where status >= 400 {
            try await fixture.call(line.method, line.uri, as: client, bytes: line.body.map { Array($0.utf8) })
        }
        #expect(try await state(fixture) == before)
    }

    /// Names, versions and keys: everything but the audit trail.
    private func state(_ fixture: APIFixture) async throws -> String {
        var parts: [String] = []
        for path in [
            "/api/v1/apps", "/api/v1/apps/myapp/environments", Path.secrets, Path.variables, "/api/v1/variables",
        ] {
            parts.append(try await fixture.call(.get, path).sorted)
        }
        parts.append(try await fixture.call(.get, "/api/v1/keys").sorted)
        return parts.joined(separator: "\n")
    }
}
