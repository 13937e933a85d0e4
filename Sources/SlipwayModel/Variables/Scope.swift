/// What a variable belongs to.
public enum Scope: Hashable, Sendable {
    /// Every environment of every app, below their own variables.
    case global
    case environment(AppName, EnvironmentName)

    public var app: AppName? {
        guard case .environment(let app, _) = self else { return nil }
        return app
    }

    public var environment: EnvironmentName? {
        guard case .environment(_, let environment) = self else { return nil }
        return environment
    }
}
