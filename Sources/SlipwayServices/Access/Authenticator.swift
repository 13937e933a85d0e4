import SlipwayCrypto
public import SlipwayModel
import SlipwayStore

/// Turns what a request presents into an identity, and records what it refuses.
public final class Authenticator: Sendable {
    private let settings: LiveSettings
    private let store: any Store
    private let trail: AuditTrail
    private let register: APIKeyRegister
    private let limiter = FailureLimiter()

    init(settings: LiveSettings, store: any Store, trail: AuditTrail, register: APIKeyRegister) {
        self.settings = settings
        self.store = store
        self.trail = trail
        self.register = register
    }

    /// The identity behind an API key.
    ///
    /// - Throws: `unauthenticated`, with a DENIED entry on disk before; `rate_limited` after too many failures from one
    ///   address, which are no longer recorded one by one. A valid key is never held up by them.
    ///
    /// `arrival` is when the request had come in; nothing when that is not known.
    public func identity(
        token: String?,
        origin: AuditEvent.Origin,
        arrival: ContinuousClock.Instant? = nil
    ) async throws -> Identity {
        let snapshot = try await refreshed(origin: origin, since: arrival)
        let now = trail.now()
        // Looked up by hash: the time it takes says nothing about the key.
        let hash = APIKey.hash(token ?? "")
        let entry = token == nil ? nil : snapshot.key(hash)
        if let entry, APIKey.isEqual(entry.hash, hash), !entry.isExpired(at: now) { return entry.identity }

        switch limiter.failure(from: origin.remote, at: now) {
        case .over: throw SlipwayError(.rateLimited, "too many refused keys from \(origin.remote): wait a minute")
        case .last: try await refuse("further refusals from this address are not recorded", origin)
        case .counted:
            try await refuse(entry == nil ? (token == nil ? "no key" : "unknown key") : "expired key", origin)
        }
        throw SlipwayError(
            .unauthenticated,
            entry == nil
                ? (token == nil ? "no API key was given" : "the API key is not known here") : "the API key has expired"
        )
    }

    /// The settings in force at a request that had come in at `arrival`, or now.
    ///
    /// A change of the API keys is on record before the first request under the new ones is answered.
    @discardableResult
    func refreshed(
        origin: AuditEvent.Origin,
        since arrival: ContinuousClock.Instant? = nil
    ) async throws -> LiveSettings.Snapshot {
        let (snapshot, unrecorded) = settings.refresh(since: arrival)
        if let unrecorded {
            try await register.record(snapshot.settings.apiKeys, origin: origin)
            settings.markRecorded(unrecorded)
        }
        return snapshot
    }

    /// Admits a user of the server's own machine, whom the operating system has identified.
    public func admit(
        _ identity: Identity,
        origin: AuditEvent.Origin,
        arrival: ContinuousClock.Instant? = nil
    ) async throws -> Identity {
        try await refreshed(origin: origin, since: arrival)
        return identity
    }

    /// Records that someone signed in.
    public func recordLogin(_ caller: Caller) async throws {
        let entry = trail.entry(.login, .server, by: caller)
        try await store.write { [self] transaction in try trail.append([entry], in: transaction) }
    }

    private func refuse(_ detail: String, _ origin: AuditEvent.Origin) async throws {
        let caller = Caller(identity: Identity(actor: "anonymous", role: .viewer), origin: origin)
        let entry = trail.entry(.denied, .server, detail: detail, by: caller)
        try await store.write { [self] transaction in try trail.append([entry], in: transaction) }
    }
}
