import SlipwayModel
import SlipwayStore

/// The variables that were read last, still sealed, and the lists of secrets that were asked for last.
///
/// Holds ciphertext and names only. A write removes what it changed before the writer hears that it succeeded, so a read
/// that begins after that never sees what was there before. What is larger than some two megabytes, such as a list of
/// 100,000 secrets, is not kept.
final class VariableCache: Sendable {
    typealias Ticket = PackedCache.Ticket

    /// What is known of a name.
    enum Knowledge {
        case unknown
        case notSet
        case set(kind: VariableKind, version: Int64, sealed: [UInt8])
    }

    private let packed: PackedCache

    /// - Parameter byteLimit: about how many bytes are kept at most.
    init(byteLimit: Int) { packed = PackedCache(byteLimit: byteLimit) }

    // MARK: Variables

    func variable(_ name: VariableName, environmentID: Int64) -> Knowledge {
        packed.withValue(Self.key(name, environmentID), Self.unpack) ?? .unknown
    }

    func ticket(_ name: VariableName, environmentID: Int64) -> Ticket {
        packed.ticket(for: Self.key(name, environmentID))
    }

    /// Keeps a variable that is in its place, or that it is not set, unless it was removed since the ticket was taken.
    func insert(_ variable: StoredVariable?, _ name: VariableName, environmentID: Int64, _ ticket: Ticket) {
        packed.insert(Self.pack(variable), for: Self.key(name, environmentID), ticket)
    }

    /// Forgets variables that were changed, and the list that they stand in.
    func remove(_ names: [VariableName], environmentID: Int64) {
        for name in names { packed.remove(Self.key(name, environmentID)) }
        packed.remove(Self.listKey(environmentID))
    }

    /// Version and kind in one number, then the sealed value; no bytes when it is not set.
    private static func pack(_ variable: StoredVariable?) -> [UInt8] {
        guard let variable, let sealed = variable.sealed else { return [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(10 + sealed.count)
        LEB128.append(UInt64(bitPattern: variable.version) << 1 | (variable.kind == .secret ? 1 : 0), to: &bytes)
        bytes.append(contentsOf: sealed)
        return bytes
    }

    private static func unpack(_ bytes: UnsafeRawBufferPointer) -> Knowledge {
        guard !bytes.isEmpty else { return .notSet }
        var offset = 0
        let number = bytes.withMemoryRebound(to: UInt8.self) { LEB128.number(in: $0, at: &offset) }
        return .set(
            kind: number & 1 == 1 ? .secret : .plain,
            version: Int64(number >> 1),
            sealed: Array(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
        )
    }

    // MARK: Lists

    func list(environmentID: Int64) -> SecretList? {
        packed.withValue(Self.listKey(environmentID)) { Array($0) }.map(SecretList.init(bytes:))
    }

    func listTicket(environmentID: Int64) -> Ticket { packed.ticket(for: Self.listKey(environmentID)) }

    func insert(_ list: SecretList, environmentID: Int64, _ ticket: Ticket) {
        packed.insert(list.bytes, for: Self.listKey(environmentID), ticket)
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
