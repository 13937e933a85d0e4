import SlipwayModel
@testable import SlipwayServices
import SlipwayStore
import SlipwayTesting

extension ServicesFixture {
    /// A fixture with one secret and one plain variable in production of `myapp`.
    static func withVariables() async throws -> ServicesFixture {
        let fixture = try await withApp()
        try await fixture.services.set("SECRET", "canary")
        try await fixture.services.set("PLAIN", "plain", .plain)
        return fixture
    }

    /// What has been added to the trail since `count` entries, as `ACTION subject app env name version detail`.
    func entries(after count: Int64 = 0) async throws -> [String] {
        try await services.trail().filter { $0.sequence > count }.map { entry in
            let event = entry.event
            let fields = [event.app, event.environment, event.name, event.version.map { "v\($0)" }, event.detail]
            return ([event.action.rawValue, event.subject.rawValue] + fields.compactMap(\.self)).joined(separator: " ")
        }
    }

    func trailCount() async throws -> Int64 { try await store.read { try $0.auditHead()?.count ?? 0 } }
}

extension Services {
    func listed(
        _ kind: VariableKind = .secret,
        in scope: Scope = .production,
        as caller: Caller = .owner
    ) async throws -> [VariableRecord] {
        guard kind == .secret else { return try await variables.plainVariables(in: scope, as: caller) }
        let list = try await variables.secrets(in: scope, as: caller)
        var records: [VariableRecord] = []
        list.forEach { item in
            guard let name = try? VariableName(String(decoding: item.name, as: UTF8.self)) else { return }
            let stored = StoredVariable(
                name: name,
                kind: .secret,
                version: item.version,
                sealed: [],
                updatedAt: item.updatedAt,
                updatedBy: list.authors[item.author]
            )
            records.append(VariableRecord(stored, value: nil))
        }
        return records
    }
}
