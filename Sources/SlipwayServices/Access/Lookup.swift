import SlipwayModel
import SlipwayStore

/// Finds what a request names, or throws an error that helps whoever may see what else there is.
final class Lookup: Sendable {
    private let gate: Gate
    /// Ids of environments, of 200 bytes or so each: an environment keeps its id, and none goes.
    private let known = BoundedCache<Scope, Int64>(byteLimit: 8 << 20)

    init(gate: Gate) { self.gate = gate }

    /// The id of the row variables of `scope` belong to, when it was looked up before.
    func knownEnvironmentID(_ scope: Scope) -> Int64? { scope == .global ? 0 : known.value(scope) }

    /// The same, looked up when it is not known yet.
    func environmentID(_ scope: Scope, as caller: Caller) async throws -> Int64 {
        if let id = knownEnvironmentID(scope) { return id }
        return try await gate.store.readState { [self] in try environmentID(scope, inRead: $0, as: caller) }
    }

    /// The same in a snapshot of what is committed; it is known from then on.
    func environmentID(_ scope: Scope, inRead transaction: any Transaction, as caller: Caller) throws -> Int64 {
        if let id = knownEnvironmentID(scope) { return id }
        let id = try environmentID(scope, inWrite: transaction, as: caller)
        remember(id, of: scope)
        return id
    }

    /// The same in a transaction that may come to nothing, and the environment with it: the next one created would have
    /// its id.
    func environmentID(_ scope: Scope, inWrite transaction: any Transaction, as caller: Caller) throws -> Int64 {
        guard case .environment(let app, let environment) = scope else { return 0 }
        if let id = try known.value(scope) ?? transaction.environmentID(environment, of: app) { return id }
        guard try transaction.appID(app) != nil else { throw try missingApp(app, in: transaction, as: caller) }
        let visible = try transaction.environments(of: app).map(\.name)
            .filter { gate.allows(caller, to: .viewEnvironments, on: .environment(app, $0)) }
        throw Gate.environmentNotFound(environment, app, near: Self.near(environment.text, visible.map(\.text)))
    }

    /// Keeps the id that a write used, once that write is committed.
    func remember(_ id: Int64, of scope: Scope) { known.insert(id, size: 200, for: scope, known.ticket(for: scope)) }

    func missingApp(_ app: AppName, in transaction: any Transaction, as caller: Caller) throws -> SlipwayError {
        let visible = try transaction.apps().map(\.name).filter { gate.allows(caller, to: .viewApps, on: .app($0)) }
        return Gate.appNotFound(app, near: Self.near(app.text, visible.map(\.text)))
    }

    /// The nearest names; when none is near and there are few, all of them.
    private static func near(_ name: String, _ visible: [String]) -> [String] {
        let near = NearNames.of(name, among: visible)
        return near.isEmpty && visible.count <= 5 ? visible : near
    }
}
