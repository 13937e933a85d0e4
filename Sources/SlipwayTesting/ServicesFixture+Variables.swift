public import SlipwayModel
public import SlipwayServices

extension AppName {
    /// The app every fixture with an app has.
    public static let myapp = appName("myapp")
    public static let other = appName("other")
}

extension EnvironmentName {
    public static let staging = environmentName("staging")
    public static let development = environmentName("development")
}

extension Scope {
    public static let production = Scope.environment(.myapp, .production)
    public static let staging = Scope.environment(.myapp, .staging)
    public static let otherProduction = Scope.environment(.other, .production)
}

extension ServicesFixture {
    /// A fixture whose store has the app `myapp`.
    public static func withApp(settings: Settings = Settings()) async throws -> ServicesFixture {
        let fixture = try await ServicesFixture(settings: settings)
        try await fixture.services.apps.create(.myapp, as: .owner)
        return fixture
    }
}

extension ServicesFixture {
    /// Adds so many entries to the trail, of `myapp` and of none.
    public func fillTrail(_ count: Int) async throws {
        for start in stride(from: 0, to: count, by: 100) {
            let numbers = start..<min(start + 100, count)
            let scope = start.isMultiple(of: 200) ? Scope.production : .global
            let all = try numbers.map {
                Assignment(name: try VariableName("FILLING_\($0)"), value: SecretValue([65]))
            }
            _ = try await services.variables.set(all, kind: .secret, in: scope, as: .owner)
        }
    }
}

extension Services {
    /// Sets one variable from text.
    @discardableResult
    public func set(
        _ name: String,
        _ value: String,
        _ kind: VariableKind = .secret,
        in scope: Scope = .production,
        ifVersion: Int64? = nil,
        as caller: Caller = .owner
    ) async throws -> Int64 {
        let assignment = Assignment(
            name: try VariableName(name),
            value: SecretValue(value.utf8),
            ifVersion: ifVersion
        )
        return try await variables.set([assignment], kind: kind, in: scope, as: caller)[0].version
    }

    public func unset(
        _ name: String,
        _ kind: VariableKind = .secret,
        in scope: Scope = .production,
        ifVersion: Int64? = nil,
        as caller: Caller = .owner
    ) async throws {
        try await variables.unset(try VariableName(name), kind: kind, ifVersion: ifVersion, in: scope, as: caller)
    }

    /// What a process would get, as text by name.
    public func injected(
        _ names: [String]? = nil,
        of app: AppName = .myapp,
        _ environment: EnvironmentName = .production,
        isUnmasked: Bool = false,
        as caller: Caller = .owner
    ) async throws -> [String: String] {
        let variables = try await injection.inject(
            try names?.map { try VariableName($0) },
            of: app,
            environment,
            isUnmasked: isUnmasked,
            as: caller
        )
        return Dictionary(variables.map { ($0.name.text, $0.value.text) }) { first, _ in first }
    }

    /// The whole trail, oldest first.
    public func trail() async throws -> [AuditEntry] {
        var entries: [AuditEntry] = []
        var before = Int64.max
        while true {
            let page = try await audit.list(AuditFilter(before: before, limit: 1_000), as: .owner)
            entries += page.entries
            guard let next = page.next else { return entries.reversed() }
            before = next
        }
    }
}

extension SecretValue {
    /// The value as text, for a test to compare.
    public var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

private func appName(_ text: String) -> AppName {
    guard let name = try? AppName(text) else { preconditionFailure("not a name: \(text)") }
    return name
}

private func environmentName(_ text: String) -> EnvironmentName {
    guard let name = try? EnvironmentName(text) else { preconditionFailure("not a name: \(text)") }
    return name
}
