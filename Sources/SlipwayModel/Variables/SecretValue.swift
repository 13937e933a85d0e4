/// The bytes of one variable's value.
///
/// The only type values travel in: it has no text form, cannot be encoded, and overwrites its bytes when the last
/// reference goes. Whoever needs the bytes borrows them with ``withBytes(_:)``.
public final class SecretValue: Sendable {
    /// The largest value accepted, in bytes.
    public static let limit = 64 * 1024

    private let storage: SecretStorage

    public init(_ bytes: some Collection<UInt8>) {
        storage = SecretStorage(bytes)
    }

    /// A copy of bytes that are lent.
    public init(copying bytes: UnsafeRawBufferPointer) {
        storage = SecretStorage(copying: bytes)
    }

    deinit { storage.wipe() }

    public var count: Int { storage.buffer.count }

    /// Whether this is what lists and outputs show in place of a value: nothing but `•`.
    ///
    /// Posted back by mistake it would replace the value it stands for.
    public var isMask: Bool {
        let dot = Array("•".utf8)
        return withBytes { bytes in
            !bytes.isEmpty && bytes.count.isMultiple(of: dot.count)
                && bytes.indices.allSatisfy { bytes[$0] == dot[$0 % dot.count] }
        }
    }

    /// Lends the bytes for the length of the call.
    ///
    /// Copies made inside are the caller's to answer for.
    public func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(storage.buffer))
    }
}

extension SecretValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "SecretValue(hidden)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The allocation behind a value.
///
/// `@unchecked Sendable`: written once in `init`, before any other reference exists, and once by the owner's `deinit`.
private struct SecretStorage: @unchecked Sendable {
    let buffer: UnsafeMutableRawBufferPointer

    init(_ bytes: some Collection<UInt8>) {
        buffer = .allocate(byteCount: bytes.count, alignment: 1)
        buffer.copyBytes(from: bytes)
    }

    // The other one goes from byte to byte when it is called from another module.
    init(copying bytes: UnsafeRawBufferPointer) {
        buffer = .allocate(byteCount: bytes.count, alignment: 1)
        buffer.copyMemory(from: bytes)
    }

    func wipe() {
        // Through a volatile-like barrier: the optimiser may drop stores to memory that is about to be freed.
        for index in buffer.indices { buffer[index] = 0 }
        withExtendedLifetime(buffer) { _ = opaque(buffer) }
        buffer.deallocate()
    }

    @inline(never)
    @_optimize(none)
    private func opaque(_ buffer: UnsafeMutableRawBufferPointer) -> UInt8 { buffer.first ?? 0 }
}
