public import SlipwayModel
import SlipwayStore

/// Apps and their environments.
public final class AppService: Sendable {
    private let gate: Gate
    private let lookup: Lookup
    private let trail: AuditTrail

    init(gate: Gate, lookup: Lookup, trail: AuditTrail) {
        self.gate = gate
        self.lookup = lookup
        self.trail = trail
    }

    /// The apps the caller may see, by name.
    public func apps(as caller: Caller) async throws -> [AppRecord] {
        let gate = gate
        // No permission on the whole is asked: the list holds what the caller may see, which may be nothing.
        return try await gate.store.readState { transaction in
            try transaction.apps().filter { gate.allows(caller, to: .viewApps, on: .app($0.name)) }
        }
    }

    /// Creates an app with the environments `production`, `staging` and `development`.
    ///
    /// - Throws: `already_exists`.
    public func create(_ app: AppName, as caller: Caller) async throws {
        let trail = trail
        try await gate.write(.manageApps, on: .app(app), subject: .app, as: caller) { transaction in
            guard try transaction.appID(app) == nil else {
                throw SlipwayError(.alreadyExists, "there is an app \"\(app)\" already")
            }
            let id = try transaction.insertApp(app, at: trail.now(), by: caller.identity.actor)
            for environment in EnvironmentName.initial {
                try transaction.insertEnvironment(environment, appID: id, at: trail.now(), by: caller.identity.actor)
            }
            try trail.append([trail.entry(.create, .app, target: .app(app), by: caller)], in: transaction)
        }
    }

    /// The environments of an app that the caller may see, in order of creation.
    public func environments(of app: AppName, as caller: Caller) async throws -> [EnvironmentRecord] {
        let (gate, lookup) = (gate, lookup)
        return try await gate.readState(.viewApps, on: .app(app), subject: .app, as: caller) { transaction in
            guard try transaction.appID(app) != nil else {
                throw try lookup.missingApp(app, in: transaction, as: caller)
            }
            return try transaction.environments(of: app)
                .filter { gate.allows(caller, to: .viewEnvironments, on: .environment(app, $0.name)) }
        }
    }

    /// Adds an environment to an app.
    ///
    /// - Throws: `app_not_found`, `already_exists`.
    public func createEnvironment(_ name: EnvironmentName, of app: AppName, as caller: Caller) async throws {
        let (lookup, trail) = (lookup, trail)
        let target = Target.environment(app, name)
        try await gate.write(.manageEnvironments, on: target, subject: .environment, as: caller) { transaction in
            guard let appID = try transaction.appID(app) else {
                throw try lookup.missingApp(app, in: transaction, as: caller)
            }
            guard try transaction.environmentID(name, of: app) == nil else {
                throw SlipwayError(.alreadyExists, "app \"\(app)\" has an environment \"\(name)\" already")
            }
            try transaction.insertEnvironment(name, appID: appID, at: trail.now(), by: caller.identity.actor)
            try trail.append([trail.entry(.create, .environment, target: target, by: caller)], in: transaction)
        }
    }
}
