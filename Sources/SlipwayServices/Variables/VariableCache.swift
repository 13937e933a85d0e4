import SlipwayModel
import SlipwayStore

/// The variables that were read last, still sealed, and the lists of secrets that were asked for last.
///
/// Holds ciphertext and names only. A write removes what it changed before the writer hears that it succeeded, so a read
/// that begins after that never sees what was there before.
final class VariableCache: Sendable {
    typealias Ticket = PackedCache.Ticket

    /// What is kept of a variable; valid inside the closure it was lent to.
    struct Kept {
        let kind: VariableKind
        let version: Int64
        let sealed: UnsafeRawBufferPointer
    }

    /// What the cache knows of a name.
    enum Knowledge<Value> {
        case none
        case notSet
        case set(Value)
    }

    private let kept: PackedCache

    /// - Parameter byteLimit: about how many bytes are kept at most.
    init(byteLimit: Int) { kept = PackedCache(byteLimit: byteLimit) }

    // MARK: Variables

    /// Lends what is kept of a variable.
    func variable<R, E: Error>(
        _ name: VariableName,
        environmentID: Int64,
        _ body: (Kept) throws(E) -> R
    ) throws(E) -> Knowledge<R> {
        let known = try kept.withValue(Self.key(name, environmentID)) { bytes throws(E) -> Knowledge<R> in
            guard !bytes.isEmpty else { return .notSet }
            return .set(try body(Self.unpack(bytes)))
        }
        return known ?? .none
    }

    func ticket(_ name: VariableName, environmentID: Int64) -> Ticket {
        kept.ticket(for: Self.key(name, environmentID))
    }

    /// Keeps a variable, or that it is not set, unless it was removed since the ticket was taken.
    func insert(_ variable: StoredVariable?, _ name: VariableName, environmentID: Int64, _ ticket: Ticket) {
        kept.insert(variable.map(Self.pack) ?? [], for: Self.key(name, environmentID), ticket)
    }

    /// Forgets variables that were changed, and the list that they stand in.
    func remove(_ names: [VariableName], environmentID: Int64) {
        for name in names { kept.remove(Self.key(name, environmentID)) }
        kept.remove(Self.listKey(environmentID))
    }

    /// Version and kind in one number, then the sealed value.
    private static func pack(_ variable: StoredVariable) -> [UInt8] {
        guard let sealed = variable.sealed else { return [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(10 + sealed.count)
        LEB128.append(UInt64(bitPattern: variable.version) << 1 | (variable.kind == .secret ? 1 : 0), to: &bytes)
        bytes.append(contentsOf: sealed)
        return bytes
    }

    private static func unpack(_ bytes: UnsafeRawBufferPointer) -> Kept {
        var offset = 0
        let number = bytes.withMemoryRebound(to: UInt8.self) { LEB128.number(in: $0, at: &offset) }
        return Kept(
            kind: number & 1 == 1 ? .secret : .plain,
            version: Int64(number >> 1),
            sealed: UnsafeRawBufferPointer(rebasing: bytes[offset...])
        )
    }

    // MARK: Lists

    func list(environmentID: Int64) -> SecretList? { kept.withValue(Self.listKey(environmentID), SecretList.init) }

    func listTicket(environmentID: Int64) -> Ticket { kept.ticket(for: Self.listKey(environmentID)) }

    func insert(_ list: SecretList, environmentID: Int64, _ ticket: Ticket) {
        kept.insert(list.bytes, for: Self.listKey(environmentID), ticket)
    }

    // MARK: Keys

    private static func key(_ name: VariableName, _ environmentID: Int64) -> PackedCache.Key {
        PackedCache.Key(owner: environmentID, name: name.text)
    }

    /// No variable has an empty name.
    private static func listKey(_ environmentID: Int64) -> PackedCache.Key {
        PackedCache.Key(owner: environmentID, name: "")
    }
}
