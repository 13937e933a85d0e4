/// The place a sealed blob belongs to, authenticated with it so that the blob opens nowhere else.
///
/// The encoding is a label, then each part with its length as 4 bytes big-endian before it, so that no two different
/// places have the same bytes.
public struct SealContext: Sendable, Equatable {
    let bytes: [UInt8]

    private init(_ label: String, _ parts: [String]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(parts.reduce(32) { $0 + 4 + $1.utf8.count })
        bytes.append(contentsOf: label.utf8)
        for part in parts {
            let count = UInt32(truncatingIfNeeded: part.utf8.count)
            for shift in stride(from: 24, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: count >> UInt32(shift)))
            }
            bytes.append(contentsOf: part.utf8)
        }
        self.bytes = bytes
    }

    /// One version of one variable.
    ///
    /// Global variables have an empty app and environment.
    public static func value(app: String, environment: String, name: String, version: Int64, kind: String) -> Self {
        Self("slipway value 1", [app, environment, name, String(version), kind])
    }

    /// The data key of one environment.
    public static func dataKey(app: String, environment: String) -> Self {
        Self("slipway data key 1", [app, environment])
    }

    /// The keys of the audit trail.
    public static let auditKeys = Self("slipway audit keys 1", [])
}
