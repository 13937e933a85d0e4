import HTTPTypes
import SlipwayWire
import Testing

/// `If-Match` and `if_version`.
@Suite struct VersionTests {
    private static let one = #"{"variables":[{"name":"SECRET","value":"next"}]}"#

    @Test("a set with the current version replaces it, one with an older version is told who was first")
    func patch() async throws {
        let fixture = try await APIFixture()
        let first = try await fixture.call(
            .patch,
            Path.secrets,
            as: .admin,
            body: Self.one,
            headers: [.ifMatch: "\"1\""]
        )
        #expect(first.status == 200)
        #expect(try first.decoded(VariableList.self).variables.first?.version == 2)
        let second = try await fixture.call(.patch, Path.secrets, body: Self.one, headers: [.ifMatch: "\"1\""])
        #expect(second.status == 412)
        #expect(second.problem?.code == "version_conflict")
        #expect(
            second.problem?.detail
                == "SECRET is at version 2, not 1: admin@slipway changed it at 2024-01-20T14:30:00.000Z"
        )
    }

    @Test("version 0 means: only when it is not set")
    func create() async throws {
        let fixture = try await APIFixture()
        let body = #"{"variables":[{"name":"NEW","value":"x","if_version":0}]}"#
        #expect(try await fixture.call(.patch, Path.secrets, body: body).status == 200)
        #expect(try await fixture.call(.patch, Path.secrets, body: body).status == 412)
    }

    @Test("an unset with a stale version changes nothing")
    func delete() async throws {
        let fixture = try await APIFixture()
        let path = "\(Path.secrets)/SECRET"
        #expect(try await fixture.call(.delete, path, headers: [.ifMatch: "\"7\""]).status == 412)
        #expect(try await fixture.call(.get, Path.secrets).text.contains("SECRET"))
        #expect(try await fixture.call(.delete, path, headers: [.ifMatch: "\"1\""]).status == 204)
        #expect(try await fixture.call(.delete, path).problem?.code == "secret_not_found")
    }

    @Test(
        "an If-Match that is not one version is refused",
        arguments: [
            "", "*", "W/\"1\"", "\"a\"", "\"-1\"", "\"1\", \"2\"", "\"99999999999999999999\"", "\"1.0\"", "\"\"",
        ]
    )
    func malformed(_ value: String) async throws {
        let fixture = try await APIFixture()
        let answer = try await fixture.call(.patch, Path.secrets, body: Self.one, headers: [.ifMatch: value])
        #expect(answer.status == 400)
    }

    @Test("H9 two If-Match headers, or one for two variables, are refused")
    func ambiguous() async throws {
        let fixture = try await APIFixture()
        var twice = HTTPFields()
        twice.append(HTTPField(name: .ifMatch, value: "\"1\""))
        twice.append(HTTPField(name: .ifMatch, value: "\"1\""))
        #expect(try await fixture.call(.patch, Path.secrets, body: Self.one, headers: twice).status == 400)
        let two = #"{"variables":[{"name":"A","value":"x"},{"name":"B","value":"x"}]}"#
        #expect(try await fixture.call(.patch, Path.secrets, body: two, headers: [.ifMatch: "\"0\""]).status == 400)
    }

    @Test("Z7 a plain variable becomes a secret, a secret never becomes plain")
    func kinds() async throws {
        let fixture = try await APIFixture()
        let plain = #"{"variables":[{"name":"PLAIN","value":"now-secret"}]}"#
        #expect(try await fixture.call(.patch, Path.secrets, body: plain).status == 200)
        #expect(!(try await fixture.call(.get, Path.variables).text.contains("PLAIN")))
        let back = try await fixture.call(.patch, Path.variables, body: plain)
        #expect(back.status == 409)
        #expect(back.problem?.code == "kind_conflict")
    }
}
