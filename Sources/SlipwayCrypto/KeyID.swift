import Crypto
import FoundationEssentials

/// Names a key without saying anything about it: 8 bytes derived from the key, shown as 16 hexadecimal digits.
///
/// Being derived, it cannot be changed apart from the key, nor can two keys be given the same one by mistake.
public struct KeyID: Sendable, Hashable, CustomStringConvertible {
    let bytes: [UInt8]

    init(of key: SymmetricKey) {
        let derived = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key,
            info: Data("slipway key id 1".utf8),
            outputByteCount: 8
        )
        bytes = derived.withUnsafeBytes(Array.init)
    }

    public var description: String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
