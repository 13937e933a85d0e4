import SlipwayModel

/// Where the rows of variables lie: those of an environment side by side, each where its name says.
///
/// So one is found without an index, and a list is one stretch of the table. A row's id is the environment's, then 31 bits of
/// which a hash of the name says where to begin to look; where another name has that place already, the row is at the next
/// that was free. Rows are never deleted, so a free place ends the search. See decision 18.
enum VariablePlaces {
    private static let perEnvironment: Int64 = 1 << 31
    /// Names that meet by chance are one pair among forty thousand; sixteen at one place were chosen to meet.
    private static let perName: Int64 = 16

    /// All that belong to an environment.
    ///
    /// - Throws: `store_damaged` when there is no room for one of this id.
    static func all(environmentID: Int64) throws -> Range<Int64> {
        guard 0..<Int64.max / perEnvironment ~= environmentID else {
            throw SlipwayError(.storeDamaged, "the database is damaged: there is no environment \(environmentID)")
        }
        let start = environmentID * perEnvironment
        return start..<start + perEnvironment
    }

    /// Those at which a name is looked for, in this order, up to the first that is free.
    static func of(_ name: String, environmentID: Int64) throws -> Range<Int64> {
        let home = try all(environmentID: environmentID).lowerBound + home(of: name)
        return home..<home + perName
    }

    /// In the lower half, so that there is always room behind.
    ///
    /// Never changed: rows lie where it says.
    private static func home(of name: String) -> Int64 {
        // FNV-1a of 64 bits, http://www.isthe.com/chongo/tech/comp/fnv/, folded in the manner of that page.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int64((hash ^ hash >> 30) & UInt64(perEnvironment / 2 - 1))
    }
}
