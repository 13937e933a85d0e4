public import SlipwayModel

extension Transaction {
    /// One variable, by name; its value is nothing once it is unset.
    public func variable(_ name: VariableName, environmentID: Int64) throws -> StoredVariable? {
        try find(name, environmentID: environmentID) { try StoredVariable($0) }
    }

    /// The same for whoever is to change it, and must know where its old versions are.
    public func variableToChange(_ name: VariableName, environmentID: Int64) throws -> VariableToChange? {
        try find(name, environmentID: environmentID) { row in
            try VariableToChange(
                id: row.integer(0),
                variable: StoredVariable(row),
                oldVersions: OldVersions(bytes: row.bytes(7, .blob))
            )
        }
    }

    private func find<R>(_ name: VariableName, environmentID: Int64, _ make: (Row) throws -> R) throws -> R? {
        let places = try VariablePlaces.of(name.text, environmentID: environmentID)
        var (found, place): (R?, Int64) = (nil, places.lowerBound)
        try walk(
            """
            SELECT id, name, kind, version, sealed, updated_at, updated_by, old_versions FROM variables
            WHERE id >= \(places.lowerBound) AND id < \(places.upperBound) ORDER BY id
            """
        ) { row in
            guard try row.integer(0) == place else { return false }
            place += 1
            guard try row.bytes(1, .text).elementsEqual(name.text.utf8) else { return true }
            found = try make(row)
            return false
        }
        return found
    }

    /// Every variable that is set, by order of creation.
    public func variables(environmentID: Int64) throws -> [StoredVariable] {
        let places = try VariablePlaces.all(environmentID: environmentID)
        var found: [(position: Int64, variable: StoredVariable)] = []
        // The rows without a gap before them.
        var run = places.lowerBound..<places.lowerBound
        try scan(
            """
            SELECT id, name, kind, version, sealed, updated_at, updated_by, position FROM variables
            WHERE id >= \(places.lowerBound) AND id < \(places.upperBound) ORDER BY id
            """
        ) { row in
            let place = try row.integer(0)
            run = (place == run.upperBound ? run.lowerBound : place)..<place + 1
            var variable = try StoredVariable(row)
            guard variable.sealed != nil else { return }
            let home = try VariablePlaces.of(variable.name.text, environmentID: environmentID).lowerBound
            variable.isInPlace = run.contains(home)
            found.append((try row.integer(7), variable))
        }
        // SQLite would write them all down once more to sort them.
        return found.sorted { $0.position < $1.position }.map(\.variable)
    }

    /// Every variable of one kind that is set, by order of creation, without its value.
    public func listedVariables(_ kind: VariableKind, environmentID: Int64) throws -> [ListedVariable] {
        let places = try VariablePlaces.all(environmentID: environmentID)
        var listed: [(position: Int64, variable: ListedVariable)] = []
        try scan(
            """
            SELECT position, name, version, updated_at, updated_by FROM variables
            WHERE id >= \(places.lowerBound) AND id < \(places.upperBound)
                AND kind = \(kind.rawValue) AND sealed IS NOT NULL
            """
        ) { row in
            listed.append((try row.integer(0), try ListedVariable(row)))
        }
        return listed.sorted { $0.position < $1.position }.map(\.variable)
    }

    /// Creates a variable, or replaces the current version of `old`, which this transaction has read.
    ///
    /// Keeps what is replaced, and of all old versions only the newest `limit`.
    public func putVariable(
        _ variable: StoredVariable,
        replacing old: VariableToChange?,
        keeping limit: Int,
        environmentID: Int64
    ) throws {
        guard let old else { return try insertVariable(variable, environmentID: environmentID) }
        var oldVersions = old.oldVersions
        if limit > 0, let sealed = old.variable.sealed {
            // Asked for instead of returned: for that SQLite makes a table of its own at each insert.
            let id = try run("SELECT COALESCE(MAX(id), 0) + 1 FROM variable_history")[0].integer(0)
            try run(
                """
                INSERT INTO variable_history (id, variable_id, version, kind, sealed, updated_at, updated_by)
                VALUES (\(id), \(old.id), \(old.variable.version), \(old.variable.kind.rawValue), \(sealed),
                    \(old.variable.updatedAt.milliseconds), \(old.variable.updatedBy))
                """
            )
            oldVersions.append(id)
        }
        try forget(oldVersions.dropAll(but: limit), of: old)
        try run(
            """
            UPDATE variables SET kind = \(variable.kind.rawValue), version = \(variable.version),
                sealed = \(variable.sealed), updated_at = \(variable.updatedAt.milliseconds),
                updated_by = \(variable.updatedBy), old_versions = \(oldVersions.bytes) WHERE id = \(old.id)
            """
        )
    }

    private func insertVariable(_ variable: StoredVariable, environmentID: Int64) throws {
        let position = try run(
            """
            UPDATE environments SET created_variables = created_variables + 1 WHERE id = \(environmentID)
            RETURNING created_variables
            """
        )[0].integer(0)
        try run(
            """
            INSERT INTO variables
                (id, position, name, kind, version, sealed, updated_at, updated_by, old_versions)
            VALUES (\(freePlace(for: variable.name.text, environmentID: environmentID)), \(position),
                \(variable.name.text), \(variable.kind.rawValue), \(variable.version), \(variable.sealed),
                \(variable.updatedAt.milliseconds), \(variable.updatedBy), \(OldVersions().bytes))
            """
        )
    }

    /// Where the row of a variable that has none is to be.
    func freePlace(for name: String, environmentID: Int64) throws -> Int64 {
        let places = try VariablePlaces.of(name, environmentID: environmentID)
        var place = places.lowerBound
        try walk(
            "SELECT id FROM variables WHERE id >= \(places.lowerBound) AND id < \(places.upperBound) ORDER BY id"
        ) { row in
            guard try row.integer(0) == place else { return false }
            place += 1
            return true
        }
        return place
    }

    /// Forgets the value of a variable and of all its versions.
    ///
    /// The version number stays, so that none is used twice.
    public func clearVariable(_ old: VariableToChange, at time: Timestamp, by actor: String) throws {
        var oldVersions = old.oldVersions
        try forget(oldVersions.dropAll(but: 0), of: old)
        try run(
            """
            UPDATE variables SET sealed = NULL, updated_at = \(time.milliseconds), updated_by = \(actor),
                old_versions = \(oldVersions.bytes) WHERE id = \(old.id)
            """
        )
    }

    private func forget(_ versions: ArraySlice<Int64>, of variable: VariableToChange) throws {
        for id in versions {
            try run("DELETE FROM variable_history WHERE id = \(id) AND variable_id = \(variable.id)")
        }
    }
}

/// A variable that is about to be changed, where its row is, and where those of its old versions are.
public struct VariableToChange: Sendable {
    let id: Int64
    public let variable: StoredVariable
    let oldVersions: OldVersions
}

/// What a list says of a variable.
public struct ListedVariable: Sendable {
    public let name: VariableName
    public let version: Int64
    public let updatedAt: Timestamp
    public let updatedBy: String

    package init(name: VariableName, version: Int64, updatedAt: Timestamp, updatedBy: String) {
        self.name = name
        self.version = version
        self.updatedAt = updatedAt
        self.updatedBy = updatedBy
    }

    fileprivate init(_ row: Row) throws {
        name = try VariableName(row.text(1))
        version = try row.integer(2)
        updatedAt = Timestamp(milliseconds: try row.integer(3))
        updatedBy = try row.text(4)
    }
}

/// A variable as its row says.
///
/// `sealed` is nothing once it is unset.
public struct StoredVariable: Sendable {
    public let name: VariableName
    public let kind: VariableKind
    public let version: Int64
    public let sealed: [UInt8]?
    public let updatedAt: Timestamp
    public let updatedBy: String
    /// False when its row was moved from where its name belongs: it stands in lists then, and nothing finds it.
    public fileprivate(set) var isInPlace = true

    public init(
        name: VariableName,
        kind: VariableKind,
        version: Int64,
        sealed: [UInt8],
        updatedAt: Timestamp,
        updatedBy: String
    ) {
        self.name = name
        self.kind = kind
        self.version = version
        self.sealed = sealed
        self.updatedAt = updatedAt
        self.updatedBy = updatedBy
    }

    fileprivate init(_ row: Row) throws {
        name = try VariableName(row.text(1))
        guard let kind = VariableKind(rawValue: try row.text(2)) else {
            throw SlipwayError(.storeDamaged, "the database is damaged: \(name) has an unknown kind")
        }
        self.kind = kind
        version = try row.integer(3)
        sealed = try row.optionalBytes(4, .blob).map { Array($0) }
        updatedAt = Timestamp(milliseconds: try row.integer(5))
        updatedBy = try row.text(6)
    }
}
