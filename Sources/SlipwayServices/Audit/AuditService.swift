import SlipwayCrypto
import SlipwayModel
import SlipwayStore

/// Reading and checking the audit trail.
public final class AuditService: Sendable {
    private let gate: Gate
    private let lookup: Lookup
    private let store: any Store
    private let trail: AuditTrail
    private let witness: AuditWitness

    init(gate: Gate, lookup: Lookup, store: any Store, trail: AuditTrail, witness: AuditWitness) {
        self.gate = gate
        self.lookup = lookup
        self.store = store
        self.trail = trail
        self.witness = witness
    }

    /// The Ed25519 key that signs checkpoints, 32 bytes.
    ///
    /// Public by nature; shown to those who may see keys or the trail.
    public var publicKey: [UInt8] { trail.keys.publicKey }

    /// One page of the trail.
    ///
    /// Entries about what the caller may not see are left out.
    public func list(_ filter: AuditFilter, as caller: Caller) async throws -> AuditPage {
        let target = filter.app.map(Target.app) ?? .instance
        try await gate.require(.viewAudit, on: target, subject: .audit, as: caller)
        return try await aside {
            try await store.read { [self] transaction in try page(filter, in: transaction, as: caller) }
        }
    }

    private func page(
        _ filter: AuditFilter,
        in transaction: any Transaction,
        as caller: Caller
    ) throws -> AuditPage {
        try check(filter, in: transaction, as: caller)
        var found: [AuditEntry] = []
        var before = filter.before
        // Most requests are answered by the first look; what one may look through in all is bounded, and the caller goes on
        // from where it stopped.
        for size in [filter.limit] + repeatElement(Self.pageSize, count: Self.pagesLookedThrough) {
            let (page, next) = try entries(of: filter.app, before: before, limit: size, in: transaction)
            for entry in page {
                let event = entry.event
                if let since = filter.since, event.time < since {
                    // Not at once: a clock that was set back leaves later entries with earlier times.
                    guard since < event.time.adding(seconds: Self.clockTolerance) else {
                        return AuditPage(entries: found, next: nil)
                    }
                    continue
                }
                guard filter.matches(event), mayShow(event, to: caller) else { continue }
                found.append(entry)
                if found.count == filter.limit { return AuditPage(entries: found, next: entry.sequence) }
            }
            guard let next else { return AuditPage(entries: found, next: nil) }
            before = next
        }
        return AuditPage(entries: found, next: before)
    }

    private func entries(
        of app: AppName?,
        before sequence: Int64,
        limit: Int,
        in transaction: any Transaction
    ) throws -> (entries: [AuditEntry], next: Int64?) {
        if let app { return try transaction.auditEntries(of: app, before: sequence, limit: limit) }
        let page = try transaction.auditEntries(before: sequence, limit: limit)
        return (page, page.count < limit ? nil : page.last?.sequence)
    }

    /// Checks the whole trail against its keys, its checkpoints and the witness kept outside the database.
    public func verify(as caller: Caller) async throws -> AuditVerdict {
        try await gate.require(.viewAudit, on: .instance, subject: .audit, as: caller)
        let verifier = AuditVerifier(store: store, keys: trail.keys)
        return try await aside { try await verifier.verify(witness: witness.load()) }
    }

    /// Records the export and signs the end of the trail, which the export then reaches to.
    ///
    /// An export leaves nothing out, or it could not be verified: it needs the right to see secrets as well.
    public func export(as caller: Caller) async throws -> AuditExport {
        try await gate.require(.viewAudit, on: .instance, subject: .audit, as: caller)
        try await gate.require(.viewSecrets, on: .instance, subject: .audit, as: caller)
        let entry = trail.entry(.export, .audit, by: caller)
        let end = try await gate.write(.viewAudit, on: .instance, subject: .audit, as: caller) { [self] transaction in
            try trail.append([entry], in: transaction)
            return try trail.seal(in: transaction)
        }
        guard let end else { throw SlipwayError(.internalError, "the trail has no end") }
        return AuditExport(store: store, end: end)
    }

    private static let pageSize = 500
    private static let pagesLookedThrough = 10
    private static let clockTolerance: Int64 = 86_400

    /// An app or environment that is not there is an error and not an empty list.
    private func check(_ filter: AuditFilter, in transaction: any Transaction, as caller: Caller) throws {
        guard let app = filter.app else { return }
        guard try transaction.appID(app) != nil else {
            throw try lookup.missingApp(app, in: transaction, as: caller)
        }
        guard let environment = filter.environment else { return }
        guard gate.allows(caller, to: .viewEnvironments, on: .environment(app, environment)) else {
            throw Gate.environmentNotFound(environment, app)
        }
        let scope = Scope.environment(app, environment)
        _ = try lookup.environmentID(scope, inRead: transaction, as: caller)
    }

    /// Whoever may not see a place, or the secrets in it, does not see that anything happened there.
    private func mayShow(_ event: AuditEvent, to caller: Caller) -> Bool {
        guard let app = event.app.flatMap({ try? AppName($0) }) else {
            return gate.allows(caller, to: .viewAudit, on: .instance)
        }
        let environment = event.environment.flatMap { try? EnvironmentName($0) }
        let target = environment.map { Target.environment(app, $0) } ?? .app(app)
        guard gate.allows(caller, to: .viewAudit, on: target) else { return false }
        return event.subject != .secret || gate.allows(caller, to: .viewSecrets, on: target)
    }
}

/// Runs what reads for long on another thread than the one that serves requests.
func aside<R: Sendable>(_ body: () async throws -> R) async rethrows -> R {
    try await withTaskExecutorPreference(globalConcurrentExecutor, operation: body)
}
