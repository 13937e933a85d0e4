/// A signed statement that the trail had `count` entries, the last of which gave the chain the value `hash`.
public struct AuditCheckpoint: Sendable, Hashable {
    public let count: Int64
    /// 32 bytes: the chain after entry `count`.
    public let hash: [UInt8]
    public let time: Timestamp
    /// Ed25519 over ``signedBytes(count:hash:time:)``, 64 bytes.
    public let signature: [UInt8]

    public init(count: Int64, hash: [UInt8], time: Timestamp, signature: [UInt8]) {
        self.count = count
        self.hash = hash
        self.time = time
        self.signature = signature
    }

    /// What a checkpoint's signature covers: `slipway audit checkpoint 1`, count, hash in hex and time, one a line.
    public static func signedBytes(count: Int64, hash: [UInt8], time: Timestamp) -> [UInt8] {
        Array("slipway audit checkpoint 1\n\(count)\n\(Hex.encode(hash))\n\(time.milliseconds)\n".utf8)
    }
}
