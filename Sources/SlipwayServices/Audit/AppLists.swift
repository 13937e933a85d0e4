import SlipwayModel
import SlipwayStore

/// Whether the lists that links make of the entries of each app have every entry once and in order, told in one pass and in
/// memory that does not grow with apps.
///
/// Each entry must be led to exactly once: by a link of a later entry of its app, or as the end of the app's list. With one
/// end an app that leaves one list. So two collections of (app, entry) must hold the same; they are compared by the sums of
/// hashes of what is in them, under a key that each process draws at random.
struct AppLists {
    /// The sum over entries, less the sum over what leads to them.
    private var balance: UInt64 = 0
    /// No link leads to a later entry, and all could be read.
    private var isOrdered = true
    /// The entry that was added last and is not in the sum yet, and the name of its app.
    ///
    /// Most are followed by one of the same app that leads to them, and then need not be hashed.
    private var (last, app): (Int64, [UInt8]) = (0, [])

    /// Takes the ends from the store; then each of the first `count` entries is to be added, in order.
    init(endingAsIn transaction: any Transaction, among count: Int64) throws {
        do {
            try transaction.scanAuditEnds(among: count) { app, sequence in
                balance &-= Self.hash(Self.hasher(of: app), sequence)
            }
        } catch let error as SlipwayError where error.code == .storeDamaged {
            // Whoever goes through the entries says which, if one is damaged.
            isOrdered = false
        }
    }

    mutating func add(_ entry: StoredAuditEntry) {
        guard let app = entry.app else { return }
        isOrdered = isOrdered && entry.previous < entry.sequence
        if entry.previous == 0 || entry.previous != last || !self.app.elementsEqual(app) {
            addLast()
            self.app.removeAll(keepingCapacity: true)
            self.app.append(contentsOf: app)
            if entry.previous != 0 { balance &-= Self.hash(Self.hasher(of: app), entry.previous) }
        }
        last = entry.sequence
    }

    private mutating func addLast() {
        guard last != 0 else { return }
        balance &+= app.withUnsafeBytes { Self.hash(Self.hasher(of: $0), last) }
        last = 0
    }

    /// Whether they are, once every entry was added.
    consuming func areWhole() -> Bool {
        addLast()
        return isOrdered && balance == 0
    }

    private static func hasher(of app: UnsafeRawBufferPointer) -> Hasher {
        var hasher = Hasher()
        hasher.combine(bytes: app)
        return hasher
    }

    private static func hash(_ hasher: Hasher, _ sequence: Int64) -> UInt64 {
        var hasher = hasher
        hasher.combine(sequence)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
