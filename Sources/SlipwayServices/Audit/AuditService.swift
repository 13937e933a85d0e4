import SlipwayCrypto
public import SlipwayModel
import SlipwayStore

/// Reading and checking the audit trail.
public final class AuditService: Sendable {
    private let gate: Gate
    private let store: any Store
    private let trail: AuditTrail
    private let witness: AuditWitness

    init(gate: Gate, store: any Store, trail: AuditTrail, witness: AuditWitness) {
        self.gate = gate
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
        let gate = gate
        return try await store.read { transaction in
            if let app = filter.app, try transaction.appID(app) == nil {
                throw try Lookup.missingApp(app, in: transaction, gate: gate, caller: caller)
            }
            var found: [AuditEntry] = []
            var before = filter.before
            while true {
                let page = try transaction.auditEntries(of: filter.app, before: before, limit: Self.pageSize)
                for tagged in page {
                    let event = tagged.entry.event
                    if let since = filter.since, event.time < since { return AuditPage(entries: found, next: nil) }
                    before = tagged.entry.sequence
                    guard filter.matches(event), Self.mayShow(event, to: caller, gate: gate) else { continue }
                    found.append(tagged.entry)
                    if found.count == filter.limit { return AuditPage(entries: found, next: before) }
                }
                guard page.count == Self.pageSize else { return AuditPage(entries: found, next: nil) }
            }
        }
    }

    /// Checks the whole trail against its keys, its checkpoints and the witness kept outside the database.
    public func verify(as caller: Caller) async throws -> AuditVerdict {
        try await gate.require(.viewAudit, on: .instance, subject: .audit, as: caller)
        return try await AuditVerifier(store: store, keys: trail.keys).verify(witness: witness.load())
    }

    /// Records the export and signs the end of the trail, which the export then reaches to.
    public func beginExport(as caller: Caller) async throws -> AuditCheckpoint {
        let event = trail.event(.export, .audit, by: caller)
        let checkpoint = try await gate.write(.viewAudit, on: .instance, subject: .audit, as: caller) { [self] transaction in
            try trail.append([event], in: transaction)
            return try trail.seal(in: transaction)
        }
        guard let checkpoint else { throw SlipwayError(.internalError, "the trail has no end") }
        return checkpoint
    }

    /// The next part of an export that ``beginExport(as:)`` has permitted: entries in order, and the checkpoints among them.
    public func exportPage(
        after sequence: Int64,
        through last: Int64
    ) async throws -> (entries: [AuditEntry], checkpoints: [AuditCheckpoint]) {
        try await store.read { transaction in
            // A limit below zero would mean none.
            let limit = sequence < last ? min(Self.pageSize, Int(clamping: last - sequence)) : 0
            let entries = try transaction.auditEntries(after: sequence, limit: limit).map(\.entry)
            let end = entries.last?.sequence ?? sequence
            let checkpoints = try transaction.checkpoints(after: sequence, limit: Self.pageSize + 1)
            return (entries, checkpoints.filter { $0.count <= end })
        }
    }

    private static let pageSize = 500

    /// Whoever may not see a place, or the secrets in it, does not see that anything happened there.
    private static func mayShow(_ event: AuditEvent, to caller: Caller, gate: Gate) -> Bool {
        guard let app = event.app.flatMap({ try? AppName($0) }) else {
            return gate.allows(caller, to: .viewAudit, on: .instance)
        }
        let environment = event.environment.flatMap { try? EnvironmentName($0) }
        let target = environment.map { Target.environment(app, $0) } ?? .app(app)
        guard gate.allows(caller, to: .viewAudit, on: target) else { return false }
        return event.subject != .secret || gate.allows(caller, to: .viewSecrets, on: target)
    }
}
