public import SlipwayCrypto
public import SlipwayModel
import SlipwayStore

/// The master key: what it is, and replacing it.
public final class KeyService: Sendable {
    private let gate: Gate
    private let trail: AuditTrail
    private let keyring: Keyring
    private let custody: MasterKeyCustody

    init(gate: Gate, trail: AuditTrail, keyring: Keyring, custody: MasterKeyCustody) {
        self.gate = gate
        self.trail = trail
        self.keyring = keyring
        self.custody = custody
    }

    public func status(as caller: Caller) async throws -> KeyStatus {
        let (keyring, custody) = (keyring, custody)
        return try await gate.readState(.viewKeys, on: .instance, subject: .key, as: caller) { transaction in
            KeyStatus(
                masterKeyID: keyring.masterKeyID,
                source: custody.description,
                dataKeys: try transaction.dataKeys().count,
                createdAt: try transaction.instance()?.createdAt ?? Timestamp(milliseconds: 0),
                auditPublicKey: keyring.auditKeys.publicKey
            )
        }
    }

    /// Replaces the master key: every data key and the audit keys are wrapped anew in one transaction.
    ///
    /// Values are not touched, and reads go on meanwhile.
    ///
    /// The new key is on disk, or in the operator's hands, before the transaction begins; whichever of the two the store
    /// names after a crash is the one that counts.
    public func rotate(as caller: Caller) async throws -> KeyRotation {
        try await gate.require(.manageKeys, on: .instance, subject: .key, as: caller)
        // A second one would overwrite the next key of the first where the source keeps it, before the store names it.
        guard keyring.beginRotation() else {
            throw SlipwayError(.notReady, "a rotation of the master key is under way: nothing was changed")
        }
        defer { keyring.endRotation() }
        let old = keyring.masterKeyID
        let next = try await custody.prepare(old)
        guard next.id.description != old else {
            throw SlipwayError(.masterKey, "the next master key is the one in use: nothing was changed")
        }
        keyring.announce(next)
        let (trail, keyring) = (trail, keyring)
        // When this throws the next key stays known: a commit may have reached the disk and still been reported as failed.
        let count = try await gate.write(.manageKeys, on: .instance, subject: .key, as: caller) { transaction in
            let count = try keyring.rewrap(with: next, in: transaction)
            let entry = trail.entry(.keyRotate, .key, name: next.id.description, detail: "from \(old)", by: caller)
            try trail.append([entry], in: transaction)
            return count
        }
        keyring.adopt(next)
        return KeyRotation(from: old, to: next.id.description, dataKeys: count, advice: finish(old))
    }

    /// The rotation is done whatever comes of this: a restart finds the new key where it was kept first.
    private func finish(_ old: String) -> String {
        (try? custody.finish(old))
            ?? "the new key is in force, but its file could not be put in its place: leave the state folder as it is, see that "
            + "the server can write to it, and restart the server"
    }
}

/// What the master key is and what it guards.
public struct KeyStatus: Sendable {
    public let masterKeyID: String
    /// Where the key comes from, as a person reads it.
    public let source: String
    public let dataKeys: Int
    public let createdAt: Timestamp
    public let auditPublicKey: [UInt8]
}

/// A rotation that is done.
public struct KeyRotation: Sendable {
    public let from: String
    public let to: String
    public let dataKeys: Int
    /// What the operator has to do now, if anything.
    public let advice: String
}

/// Where the master key comes from, as far as a rotation has to know.
public struct MasterKeyCustody: Sendable {
    public let description: String
    /// The key to move to, kept safe before it is returned.
    public let prepare: @Sendable (_ currentID: String) async throws -> MasterKey
    /// Called once the store wants the new key: puts it in the old one's place where that is possible, and says what is
    /// left to do.
    public let finish: @Sendable (_ oldID: String) throws -> String

    public init(
        description: String,
        prepare: @escaping @Sendable (_ currentID: String) async throws -> MasterKey,
        finish: @escaping @Sendable (_ oldID: String) throws -> String
    ) {
        self.description = description
        self.prepare = prepare
        self.finish = finish
    }
}
