import Crypto
import FoundationEssentials

/// The key that seals the values of one environment.
///
/// At rest it is wrapped by the master key.
public struct DataKey: Sendable {
    private let key: SymmetricKey
    private let id: KeyID
    private let cipher: BlobCipher

    private init(_ key: SymmetricKey) {
        self.key = key
        id = KeyID(of: key)
        cipher = BlobCipher(key)
    }

    public static func generate() -> DataKey { DataKey(SymmetricKey(size: .bits256)) }

    public init(unwrapping blob: [UInt8], with master: MasterKey, context: SealContext) throws(CryptoError) {
        self.init(try master.unwrap(blob, context: context))
    }

    public func wrapped(by master: MasterKey, context: SealContext) throws(CryptoError) -> [UInt8] {
        try master.wrap(key, context: context)
    }

    public func seal(_ plaintext: UnsafeRawBufferPointer, context: SealContext) throws(CryptoError) -> [UInt8] {
        try SealedBlob.seal(plaintext, with: cipher, id: id, context: context)
    }

    /// Opens a blob and lends its plaintext to `body`; its memory is wiped when `body` returns.
    ///
    /// `body` is not called when the blob does not open.
    public func open(
        _ blob: [UInt8],
        context: SealContext,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(CryptoError) {
        try SealedBlob.open(blob, with: cipher, id: id, context: context, body)
    }
}

extension DataKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "DataKey(\(id))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
