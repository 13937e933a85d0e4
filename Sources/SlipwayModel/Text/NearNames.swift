/// "Did you mean": the names closest to one that does not exist.
public enum NearNames {
    /// At most three of `candidates` within a small edit distance of `name`, nearest first.
    ///
    /// The caller passes only candidates the actor may see.
    public static func of(_ name: String, among candidates: [String]) -> [String] {
        let limit = max(1, name.utf8.count / 3)
        return
            candidates
            .map { (distance: distance(Array(name.lowercased().utf8), Array($0.lowercased().utf8)), name: $0) }
            .filter { $0.distance <= limit || $0.name.hasPrefix(name) }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(3)
            .map(\.name)
    }

    /// Levenshtein distance, row by row.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var previous = Array(0...right.count)
        for (row, leftByte) in left.enumerated() {
            var current = [row + 1]
            for (column, rightByte) in right.enumerated() {
                let substitution = previous[column] + (leftByte == rightByte ? 0 : 1)
                current.append(min(substitution, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
