/// The rows of `variable_history` that a variable has, the oldest first, as the variable's own row names them.
///
/// An index would have a place of its own for each variable, which each set would change beside the variable's row.
struct OldVersions: Sendable {
    private var rows: [Int64]

    init(_ rows: [Int64] = []) { self.rows = rows }

    /// Eight bytes for each row, most significant first; nothing when they are not that.
    init?(bytes: UnsafeRawBufferPointer?) {
        guard let bytes, bytes.count.isMultiple(of: 8) else { return nil }
        rows = stride(from: 0, to: bytes.count, by: 8).map {
            Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int64.self))
        }
    }

    var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: rows.count * 8) { bytes, count in
            count = rows.count * 8
            for (index, row) in rows.enumerated() {
                UnsafeMutableRawBufferPointer(bytes).storeBytes(
                    of: row.bigEndian,
                    toByteOffset: index * 8,
                    as: Int64.self
                )
            }
        }
    }

    mutating func append(_ row: Int64) { rows.append(row) }

    /// Returns what is not among the newest `limit`, and no longer names it.
    mutating func dropAll(but limit: Int) -> ArraySlice<Int64> {
        let dropped = rows.dropLast(limit)
        rows = rows.suffix(limit)
        return dropped
    }
}
