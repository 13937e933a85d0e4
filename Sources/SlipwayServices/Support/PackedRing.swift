#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import SlipwayModel

/// Values under names, as bytes, in a piece of memory of one size: the oldest make room for the new.
///
/// Entries lie one behind the other in the order they were put in, and around. An index finds them by a hash. What is asked
/// for while it is in the oldest quarter is put in anew, so that what is used stays. An entry takes 24 to 31 bytes beside
/// its own, index included, where one of a dictionary takes hundreds.
///
/// Each is a head, its name and its value. The head, in this machine's byte order:
///
///     hash (4) | bytes of the entry (4) | owner (8) | bytes of the name (2)
struct PackedRing: ~Copyable {
    struct Key: Sendable {
        let owner: Int64
        /// Of 65,535 bytes at most.
        let name: String

        fileprivate func isKey(of entry: UnsafeRawBufferPointer) -> Bool {
            guard entry.loadUnaligned(fromByteOffset: Head.owner, as: Int64.self) == owner else { return false }
            return name.withUTF8Bytes { name in
                let count = Int(entry.loadUnaligned(fromByteOffset: Head.nameCount, as: UInt16.self))
                guard count == name.count, let own = entry.baseAddress else { return false }
                guard let name = name.baseAddress else { return true }
                return memcmp(own + Head.count, name, count) == 0
            }
        }
    }

    private enum Head {
        static let hash = 0
        static let length = 4
        static let owner = 8
        static let nameCount = 16
        static let count = 18
    }

    private let capacity: Int
    /// Empty until the first entry comes.
    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    /// Where the oldest entry is, and where the next goes.
    private var (tail, head) = (0, 0)
    /// Where the entries end that lie behind `tail`, once new ones begin again before it.
    private var lapEnd: Int?
    /// Places of entries, plus one, at their hash or in the next that was free; a power of two of them.
    private var slots: [UInt32] = []
    private var count = 0

    /// - Parameter capacity: the bytes of all entries; at most 2³¹.
    init(capacity: Int) {
        precondition(capacity <= 1 << 31)
        self.capacity = capacity
    }

    deinit { if let start = memory.baseAddress { munmap(start, memory.count) } }

    /// Lends the value of a name, until `body` returns.
    mutating func withValue<R>(_ key: Key, hash: UInt32, _ body: (UnsafeRawBufferPointer) -> R) -> R? {
        guard let slot = slot(of: key, hash) else { return nil }
        var place = Int(slots[slot]) - 1
        if age(of: place) > capacity / 4 * 3 { place = renew(place) }
        let entry = entry(at: place)
        let nameCount = Int(entry.loadUnaligned(fromByteOffset: Head.nameCount, as: UInt16.self))
        return body(UnsafeRawBufferPointer(rebasing: entry[(Head.count + nameCount)...]))
    }

    /// Puts a value in, in the place of what the name had; not when it is larger than half of all there is room for.
    mutating func insert(_ value: UnsafeRawBufferPointer, for key: Key, hash: UInt32) {
        remove(key, hash: hash)
        key.name.withUTF8Bytes { name in
            let length = Head.count + name.count + value.count
            guard length <= capacity / 2, name.count <= UInt16.max, takeMemory() else { return }
            let place = makeRoom(length)
            let entry = UnsafeMutableRawBufferPointer(rebasing: memory[place..<place + length])
            entry.storeBytes(of: hash, toByteOffset: Head.hash, as: UInt32.self)
            entry.storeBytes(of: UInt32(length), toByteOffset: Head.length, as: UInt32.self)
            entry.storeBytes(of: key.owner, toByteOffset: Head.owner, as: Int64.self)
            entry.storeBytes(of: UInt16(name.count), toByteOffset: Head.nameCount, as: UInt16.self)
            UnsafeMutableRawBufferPointer(rebasing: entry[Head.count...]).copyBytes(from: name)
            UnsafeMutableRawBufferPointer(rebasing: entry[(Head.count + name.count)...]).copyMemory(from: value)
            addToIndex(place, hash)
            head += length
        }
    }

    mutating func remove(_ key: Key, hash: UInt32) {
        if let slot = slot(of: key, hash) { clear(slot) }
    }

    // MARK: The ring

    private mutating func takeMemory() -> Bool {
        guard memory.baseAddress == nil else { return true }
        let mapped = mmap(nil, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let mapped, mapped != MAP_FAILED else { return false }
        #if canImport(Glibc)
            // A large page would be taken whole for its first entry.
            madvise(mapped, capacity, MADV_NOHUGEPAGE)
        #endif
        memory = UnsafeMutableRawBufferPointer(start: mapped, count: capacity)
        return true
    }

    private func length(at place: Int) -> Int {
        Int(memory.loadUnaligned(fromByteOffset: place + Head.length, as: UInt32.self))
    }

    private func entry(at place: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: memory[place..<place + length(at: place)])
    }

    private func hash(at place: Int) -> UInt32 {
        memory.loadUnaligned(fromByteOffset: place + Head.hash, as: UInt32.self)
    }

    /// How many bytes were put in since.
    private func age(of place: Int) -> Int { place < head ? head - place : (lapEnd ?? head) - place + head }

    /// Drops the oldest entries until `length` bytes are free at `head`, which is returned.
    private mutating func makeRoom(_ length: Int) -> Int {
        while true {
            if let lapEnd {
                if head + length <= tail { return head }
                dropOldest(before: lapEnd)
            } else if head + length <= capacity {
                return head
            } else {
                (lapEnd, head) = (head, 0)
            }
        }
    }

    private mutating func dropOldest(before lapEnd: Int) {
        // Not there when it was removed, or put in anew.
        if let slot = slot(ofPlace: tail, hash(at: tail)) { clear(slot) }
        tail += length(at: tail)
        if tail == lapEnd { (tail, self.lapEnd) = (0, nil) }
    }

    /// Moves an entry to the front, and returns where it is then.
    private mutating func renew(_ place: Int) -> Int {
        let (length, hash) = (length(at: place), hash(at: place))
        // This may drop the entry itself. Its bytes are still there, and may overlap where they go.
        let new = makeRoom(length)
        UnsafeMutableRawBufferPointer(rebasing: memory[new..<new + length]).copyMemory(from: entry(at: place))
        if let slot = slot(ofPlace: place, hash) { slots[slot] = UInt32(new + 1) } else { addToIndex(new, hash) }
        head += length
        return new
    }

    // MARK: The index

    private func slot(of key: Key, _ hash: UInt32) -> Int? {
        firstSlot(hash) { place in self.hash(at: place) == hash && key.isKey(of: entry(at: place)) }
    }

    private func slot(ofPlace place: Int, _ hash: UInt32) -> Int? { firstSlot(hash) { $0 == place } }

    private func firstSlot(_ hash: UInt32, where isIt: (Int) -> Bool) -> Int? {
        guard count > 0 else { return nil }
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            if isIt(Int(slots[slot]) - 1) { return slot }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private mutating func addToIndex(_ place: Int, _ hash: UInt32) {
        if (count + 1) * 8 > slots.count * 5 {
            let old = slots
            slots = [UInt32](repeating: 0, count: max(64, old.count * 2))
            for entry in old where entry != 0 { fillSlot(entry, self.hash(at: Int(entry) - 1)) }
        }
        fillSlot(UInt32(place + 1), hash)
        count += 1
    }

    private mutating func fillSlot(_ entry: UInt32, _ hash: UInt32) {
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = entry
    }

    /// Empties a slot, and moves up those behind it that would not be found past an empty one (Knuth, 6.4, algorithm R).
    private mutating func clear(_ slot: Int) {
        let mask = slots.count - 1
        var (free, next) = (slot, slot)
        while true {
            next = (next + 1) & mask
            guard slots[next] != 0 else { break }
            let home = Int(hash(at: Int(slots[next]) - 1)) & mask
            if (next - home) & mask >= (next - free) & mask {
                slots[free] = slots[next]
                free = next
            }
        }
        slots[free] = 0
        count -= 1
    }
}
