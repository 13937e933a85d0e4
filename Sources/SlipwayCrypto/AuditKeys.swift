import Crypto
import FoundationEssentials

/// The two keys of the audit trail: one authenticates each entry, one signs checkpoints.
///
/// They are random and wrapped by the master key, not derived from it, so that the trail stays verifiable when the
/// master key is replaced.
public struct AuditKeys: Sendable {
    private let chain: SymmetricKey
    private let mac: EntryMAC
    private let signing: Curve25519.Signing.PrivateKey

    public static func generate() -> AuditKeys {
        AuditKeys(chain: SymmetricKey(size: .bits256), signing: Curve25519.Signing.PrivateKey())
    }

    private init(chain: SymmetricKey, signing: Curve25519.Signing.PrivateKey) {
        self.chain = chain
        mac = EntryMAC(key: chain)
        self.signing = signing
    }

    public init(unwrapping blob: [UInt8], with master: MasterKey) throws(CryptoError) {
        let both = try master.unwrap(blob, context: .auditKeys)
        let parsed = both.withUnsafeBytes { bytes -> AuditKeys? in
            guard bytes.count == 64 else { return nil }
            let chain = SymmetricKey(data: UnsafeRawBufferPointer(rebasing: bytes[..<32]))
            let seed = UnsafeRawBufferPointer(rebasing: bytes[32...])
            guard let signing = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
            return AuditKeys(chain: chain, signing: signing)
        }
        guard let parsed else { throw .badKey }
        self = parsed
    }

    public func wrapped(by master: MasterKey) throws(CryptoError) -> [UInt8] {
        var both = Data(chain.withUnsafeBytes(Array.init)) + signing.rawRepresentation
        defer { both.resetBytes(in: both.indices) }
        return try master.wrap(SymmetricKey(data: both), context: .auditKeys)
    }

    /// The Ed25519 public key, 32 bytes.
    public var publicKey: [UInt8] { Array(signing.publicKey.rawRepresentation) }

    /// What authenticates entries, for a run of them.
    public func entryTags() -> EntryTags { EntryTags(codes: mac.codes()) }

    /// Authenticates the end of the chain: HMAC-SHA256 over a label, the count and the hash.
    public func headTag(count: Int64, hash: [UInt8]) -> [UInt8] {
        var codes = mac.codes()
        return codes.withCode(of: Array("slipway audit head \(count) ".utf8) + hash) { Array($0) }
    }

    /// Signs a checkpoint with Ed25519: 64 bytes.
    public func sign(_ bytes: [UInt8]) throws(CryptoError) -> [UInt8] {
        do { return Array(try signing.signature(for: bytes)) } catch { throw .badKey }
    }
}

extension AuditKeys: CustomStringConvertible, CustomReflectable {
    public var description: String { "AuditKeys(hidden)" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
