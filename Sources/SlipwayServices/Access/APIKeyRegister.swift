import SlipwayModel
import SlipwayStore

/// Compares `api_keys` with what was last seen there and records every difference, however it came about: a command, an
/// editor, a `git pull` while the server was down.
struct APIKeyRegister: Sendable {
    let store: any Store
    let trail: AuditTrail

    func record(_ keys: [APIKeyEntry], origin: AuditEvent.Origin) async throws {
        let operatorOfFile = Caller(identity: Identity(actor: "config@slipway", role: .owner), origin: origin)
        try await store.write { transaction in
            // By text: each kind of key costs a start something (docs/performance.md).
            let stored = try transaction.knownAPIKeys().map { (Hex.encode($0.hash), $0) }
            let known = Dictionary(stored) { first, _ in first }
            let current = Set(keys.map { Hex.encode($0.hash) })
            var entries: [UnplacedEntry] = []
            func note(_ action: AuditAction, _ name: String, _ detail: String?) {
                entries.append(trail.entry(action, .key, name: name, detail: detail, by: operatorOfFile))
            }
            for key in keys {
                let seen = known[Hex.encode(key.hash)]
                guard seen?.entry != key.summary || seen?.name != key.name else { continue }
                note(seen == nil ? .keyAdd : .keyChange, key.name, key.summary)
                try transaction.putKnownAPIKey(KnownAPIKey(hash: key.hash, name: key.name, entry: key.summary))
            }
            for (hash, key) in known.sorted(by: { $0.value.name < $1.value.name }) where !current.contains(hash) {
                note(.keyRemove, key.name, nil)
                try transaction.deleteKnownAPIKey(hash: key.hash)
            }
            try trail.append(entries, in: transaction)
        }
    }
}

extension APIKeyEntry {
    /// What the key may do, as one line: `role=developer apps=myapp grants=secrets.use`.
    fileprivate var summary: String {
        let (reach, grants) = (identity.reach, identity.grants)
        var parts = ["role=\(identity.role.rawValue)"]
        if let apps = reach.apps { parts.append("apps=" + apps.map(\.text).sorted().joined(separator: ",")) }
        if let environments = reach.environments {
            parts.append("environments=" + environments.map(\.text).sorted().joined(separator: ","))
        }
        if !grants.isEmpty { parts.append("grants=" + grants.map(\.rawValue).sorted().joined(separator: ",")) }
        if let expires { parts.append("expires=\(expires.rfc3339)") }
        return parts.joined(separator: " ")
    }
}
