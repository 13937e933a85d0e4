import SlipwayModel
import SlipwayStore

/// The one way into every use case: decides, and when the answer is no, records the refusal before it throws.
public final class Gate: Sendable {
    private let settings: LiveSettings
    let store: any Store
    private let trail: AuditTrail

    init(settings: LiveSettings, store: any Store, trail: AuditTrail) {
        self.settings = settings
        self.store = store
        self.trail = trail
    }

    /// Whether the caller may, without recording anything: for leaving out of a list what must not be seen.
    func allows(_ caller: Caller, to permission: Permission, on target: Target) -> Bool {
        settings.current.policy.decide(caller.identity, to: permission, on: target) == .allowed
    }

    /// Returns when the caller may; else commits one DENIED entry for each name and throws.
    ///
    /// Only then are the `names` asked for. The error is the one for something that does not exist when the caller may not
    /// know that it does.
    // Inlined, the frame that a refusal needs would be part of the frame of every caller.
    @inline(never)
    func require(
        _ permission: Permission,
        on target: Target,
        subject: AuditSubject,
        names: @autoclosure () -> [String] = [],
        as caller: Caller
    ) async throws {
        guard case .denied(let hidden) = try decide(permission, on: target, as: caller) else { return }
        try await record(permission, on: target, subject: subject, names: names(), as: caller)
        throw hidden ? Self.notFound(target) : Self.denied(permission, target, caller)
    }

    /// What the settings say that are in force now, or were a millisecond ago: what a request does that came in before then
    /// could as well have been done by then.
    private func decide(_ permission: Permission, on target: Target, as caller: Caller) throws -> Decision {
        let time = caller.arrival.map { max($0, ContinuousClock.now.advanced(by: .milliseconds(-1))) }
        let snapshot = settings.refresh(since: time).snapshot
        try snapshot.check(caller.identity, at: trail.now())
        return snapshot.settings.policy.decide(caller.identity, to: permission, on: target)
    }

    /// Commits the entries of a refusal.
    private func record(
        _ permission: Permission,
        on target: Target,
        subject: AuditSubject,
        names: [String],
        as caller: Caller
    ) async throws {
        let entries = (names.isEmpty ? [nil] : Set(names).sorted().map(Optional.some)).map { name in
            trail.entry(.denied, subject, target: target, name: name, detail: permission.rawValue, by: caller)
        }
        try await store.write { [self] transaction in try trail.append(entries, in: transaction) }
    }

    /// Authorises, then runs `body` in one transaction with what it records.
    func write<R: Sendable>(
        _ permission: Permission,
        on target: Target,
        subject: AuditSubject,
        names: [String] = [],
        as caller: Caller,
        _ body: @escaping @Sendable (any Transaction) throws -> R
    ) async throws -> R {
        try await require(permission, on: target, subject: subject, names: names, as: caller)
        return try await store.write(body)
    }

    /// Authorises, then runs `body` on a snapshot, of which the trail may be an older one.
    func readState<R: Sendable>(
        _ permission: Permission,
        on target: Target,
        subject: AuditSubject,
        as caller: Caller,
        _ body: @escaping @Sendable (any Transaction) throws -> R
    ) async throws -> R {
        try await require(permission, on: target, subject: subject, as: caller)
        return try await store.readState(body)
    }

    static func notFound(_ target: Target, near: [String] = []) -> SlipwayError {
        switch target {
        case .instance: SlipwayError(.routeNotFound, "not found")
        case .app(let app): appNotFound(app, near: near)
        case .environment(let app, let environment): environmentNotFound(environment, app, near: near)
        }
    }

    static func appNotFound(_ app: AppName, near: [String] = []) -> SlipwayError {
        SlipwayError(.appNotFound, "there is no app \"\(app)\"", near: near)
    }

    static func environmentNotFound(_ name: EnvironmentName, _ app: AppName, near: [String] = []) -> SlipwayError {
        SlipwayError(.environmentNotFound, "there is no environment \"\(name)\" of app \"\(app)\"", near: near)
    }

    private static func denied(_ permission: Permission, _ target: Target, _ caller: Caller) -> SlipwayError {
        let place =
            switch target {
            case .instance: ""
            case .app(let app): " of app \"\(app)\""
            case .environment(let app, let environment): " of app \"\(app)\" (\(environment))"
            }
        return SlipwayError(
            .permissionDenied,
            "Permission Denied: \(caller.identity.actor) (\(caller.identity.role.rawValue)) may not "
                + "\(permission.verb) \(permission.resource)\(place)",
            permission: permission
        )
    }
}
