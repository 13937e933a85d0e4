import SlipwayModel
import SlipwayStore

/// Finding what a request names, with an error that helps whoever may see what else there is.
enum Lookup {
    /// The id of the row variables of `scope` belong to.
    static func environmentID(
        _ scope: Scope,
        in transaction: any Transaction,
        gate: Gate,
        caller: Caller
    ) throws -> Int64 {
        guard case .environment(let app, let environment) = scope else { return 0 }
        if let id = try transaction.environmentID(environment, of: app) { return id }
        guard try transaction.appID(app) != nil else {
            throw try missingApp(app, in: transaction, gate: gate, caller: caller)
        }
        let visible = try transaction.environments(of: app).map(\.name)
            .filter { gate.allows(caller, to: .viewEnvironments, on: .environment(app, $0)) }
        throw Gate.environmentNotFound(environment, app, near: near(environment.text, visible.map(\.text)))
    }

    static func missingApp(
        _ app: AppName,
        in transaction: any Transaction,
        gate: Gate,
        caller: Caller
    ) throws -> SlipwayError {
        let visible = try transaction.apps().map(\.name).filter { gate.allows(caller, to: .viewApps, on: .app($0)) }
        return Gate.appNotFound(app, near: near(app.text, visible.map(\.text)))
    }

    /// The nearest names; when none is near and there are few, all of them.
    private static func near(_ name: String, _ visible: [String]) -> [String] {
        let near = NearNames.of(name, among: visible)
        return near.isEmpty && visible.count <= 5 ? visible : near
    }
}
