import SlipwayModel
import SlipwayStore
import Synchronization

/// The variables that were read last, still sealed, and the lists of secrets that were asked for last.
///
/// Holds no value that is not sealed. Nothing is kept of what a write changes from before its commit until it is over: so
/// what is looked up meanwhile comes from the store, all of it as it was or all as it is. Each name is looked up by itself:
/// only a write that begins and ends between two lookups of a read could be seen by half. What is larger than half a part of
/// the cache, some two megabytes, is not kept, such as a list of 100,000 secrets.
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

    /// Keeps a variable that is in its place, or that it is not set, unless it may have changed since the ticket was taken.
    func insert(_ variable: StoredVariable?, _ name: VariableName, environmentID: Int64, _ ticket: Ticket) {
        packed.insert(Self.pack(variable), for: Self.key(name, environmentID), ticket)
    }

    /// A write to come that changes variables and the list that they stand in.
    func change(of names: [VariableName]) -> Change { Change(of: names, in: packed) }

    /// One write, and what the cache must not know while it is under way.
    final class Change: Sendable {
        private let packed: PackedCache
        private let names: [VariableName]
        /// Nothing before it has begun.
        private let changes = Mutex<[PackedCache.Change]?>(nil)

        fileprivate init(of names: [VariableName], in packed: PackedCache) {
            (self.names, self.packed) = (names, packed)
        }

        /// To be called in the transaction, which may be run again.
        func begin(environmentID: Int64) {
            changes.withLock { changes in
                guard changes == nil else { return }
                var begun: [PackedCache.Change] = []
                begun.reserveCapacity(names.count + 1)
                for name in names { begun.append(packed.beginChange(of: VariableCache.key(name, environmentID))) }
                begun.append(packed.beginChange(of: VariableCache.listKey(environmentID)))
                changes = begun
            }
        }

        /// To be called when the write is over, also when it has failed: what it was to change may be in the store.
        func end() {
            for change in changes.withLock({ $0.take() ?? [] }) { packed.end(change) }
        }
    }

    /// The kind, the version, then the sealed value; no bytes when it is not set.
    private static func pack(_ variable: StoredVariable?) -> [UInt8] {
        guard let variable, let sealed = variable.sealed else { return [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(11 + sealed.count)
        bytes.append(variable.kind == .secret ? 1 : 0)
        LEB128.append(UInt64(bitPattern: variable.version), to: &bytes)
        bytes.append(contentsOf: sealed)
        return bytes
    }

    private static func unpack(_ bytes: UnsafeRawBufferPointer) -> Knowledge {
        guard !bytes.isEmpty else { return .notSet }
        var offset = 1
        let version = bytes.withMemoryRebound(to: UInt8.self) { LEB128.number(in: $0, at: &offset) }
        return .set(
            kind: bytes[0] == 1 ? .secret : .plain,
            version: Int64(bitPattern: version),
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

    fileprivate static func key(_ name: VariableName, _ environmentID: Int64) -> PackedCache.Key {
        PackedCache.Key(owner: environmentID, name: name.text)
    }

    /// No variable has an empty name.
    fileprivate static func listKey(_ environmentID: Int64) -> PackedCache.Key {
        PackedCache.Key(owner: environmentID, name: "")
    }
}
