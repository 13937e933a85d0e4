public import SlipwayModel

extension Transaction {
    /// One variable, by name; its value is nothing once it is unset.
    public func variable(_ name: VariableName, environmentID: Int64) throws -> StoredVariable? {
        var found: StoredVariable?
        _ = try place(of: name.text, environmentID: environmentID) { found = try StoredVariable($0) }
        return found
    }

    /// The same for whoever is to change it, and must know where it and its old versions are.
    public func variableToChange(_ name: VariableName, environmentID: Int64) throws -> VariableToChange {
        var (variable, oldVersions): (StoredVariable?, OldVersions?)
        let place = try place(of: name.text, environmentID: environmentID) { row in
            variable = try StoredVariable(row)
            oldVersions = OldVersions(bytes: try? row.bytes(7, .blob))
        }
        return VariableToChange(id: place, variable: variable, knownVersions: oldVersions)
    }

    /// Where the row of a variable is, which is lent to `body`, or is to be; nothing when there is no place for it.
    func place(of name: String, environmentID: Int64, _ body: (Row) throws -> Void) throws -> Int64? {
        let places = try VariablePlaces.of(name, environmentID: environmentID)
        var place = places.lowerBound
        try walk(
            """
            SELECT id, name, kind, version, sealed, updated_at, updated_by, old_versions FROM variables
            WHERE id >= \(places.lowerBound) AND id < \(places.upperBound) ORDER BY id
            """
        ) { row in
            guard try row.integer(0) == place else { return false }
            if try row.bytes(1, .text).elementsEqual(name.utf8) {
                try body(row)
                return false
            }
            place += 1
            return true
        }
        return places.contains(place) ? place : nil
    }

    /// Every variable that is set, by order of creation.
    public func variables(environmentID: Int64) throws -> [StoredVariable] {
        let places = try VariablePlaces.all(environmentID: environmentID)
        var found: [(position: Int64, variable: StoredVariable)] = []
        // The rows without a gap before them, and their names: mostly one.
        var (run, names) = (places.lowerBound..<places.lowerBound, [String]())
        try scan(
            """
            SELECT id, name, kind, version, sealed, updated_at, updated_by, position FROM variables
            WHERE id >= \(places.lowerBound) AND id < \(places.upperBound) ORDER BY id
            """
        ) { row in
            let (place, name) = (try row.integer(0), try row.text(1))
            if place != run.upperBound {
                run = place..<place
                names.removeAll(keepingCapacity: true)
            }
            run = run.lowerBound..<place + 1
            defer { names.append(name) }
            guard try row.optionalBytes(4, .blob) != nil else { return }
            var variable = try StoredVariable(row)
            let own = try VariablePlaces.of(name, environmentID: environmentID)
            // Not behind another of the name, where that is looked for.
            variable.isInPlace =
                own.contains(place) && run.contains(own.lowerBound)
                && !names[Int(own.lowerBound - run.lowerBound)...].contains(name)
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

    /// Creates a variable, or replaces its current version; `old` is what this transaction has read of it.
    ///
    /// Keeps what is replaced, and of all old versions only the newest `limit`.
    ///
    /// - Throws: `invalid_name` when there is no place for one more.
    public func putVariable(
        _ variable: StoredVariable,
        replacing old: VariableToChange,
        keeping limit: Int,
        environmentID: Int64
    ) throws {
        guard let id = old.id else {
            throw SlipwayError(
                .invalidName,
                "\(variable.name) cannot be created here: other names, of which some may be unset, have its places; choose another name"
            )
        }
        guard let replaced = old.variable else {
            return try insertVariable(variable, at: id, environmentID: environmentID)
        }
        var oldVersions = try oldVersions(of: old, id)
        if limit > 0, let sealed = replaced.sealed {
            // Asked for instead of returned: for that SQLite makes a table of its own at each insert.
            let row = try run("SELECT COALESCE(MAX(id), 0) + 1 FROM variable_history")[0].integer(0)
            try run(
                """
                INSERT INTO variable_history (id, variable_id, version, kind, sealed, updated_at, updated_by)
                VALUES (\(row), \(id), \(replaced.version), \(replaced.kind.rawValue), \(sealed),
                    \(replaced.updatedAt.milliseconds), \(replaced.updatedBy))
                """
            )
            oldVersions.append(row)
        }
        try forget(oldVersions.dropAll(but: limit), of: id)
        try run(
            """
            UPDATE variables SET kind = \(variable.kind.rawValue), version = \(variable.version),
                sealed = \(variable.sealed), updated_at = \(variable.updatedAt.milliseconds),
                updated_by = \(variable.updatedBy), old_versions = \(oldVersions.bytes) WHERE id = \(id)
            """
        )
    }

    private func insertVariable(_ variable: StoredVariable, at place: Int64, environmentID: Int64) throws {
        let position = try run(
            """
            UPDATE environments SET created_variables = created_variables + 1 WHERE id = \(environmentID)
            RETURNING created_variables
            """
        ).first?.integer(0)
        guard let position else {
            throw SlipwayError(.storeDamaged, "the database is damaged: there is no environment \(environmentID)")
        }
        try run(
            """
            INSERT INTO variables
                (id, position, name, kind, version, sealed, updated_at, updated_by, old_versions)
            VALUES (\(place), \(position), \(variable.name.text), \(variable.kind.rawValue), \(variable.version),
                \(variable.sealed), \(variable.updatedAt.milliseconds), \(variable.updatedBy), x'')
            """
        )
    }

    /// Forgets the value of a variable and of all its versions.
    ///
    /// The version number stays, so that none is used twice.
    public func clearVariable(_ old: VariableToChange, at time: Timestamp, by actor: String) throws {
        guard let id = old.id else { return }
        var oldVersions = try oldVersions(of: old, id)
        try forget(oldVersions.dropAll(but: 0), of: id)
        try run(
            """
            UPDATE variables SET sealed = NULL, updated_at = \(time.milliseconds), updated_by = \(actor),
                old_versions = x'' WHERE id = \(id)
            """
        )
    }

    /// Goes through all there are when the variable's list is damaged; what is written next is a whole one.
    private func oldVersions(of variable: VariableToChange, _ id: Int64) throws -> OldVersions {
        if let known = variable.knownVersions { return known }
        let rows = try run("SELECT id FROM variable_history WHERE variable_id = \(id) ORDER BY version")
        return OldVersions(try rows.map { try $0.integer(0) })
    }

    private func forget(_ versions: ArraySlice<Int64>, of variableID: Int64) throws {
        for id in versions { try run("DELETE FROM variable_history WHERE id = \(id) AND variable_id = \(variableID)") }
    }
}

/// A variable that is about to be created or changed: where its row is or is to be, and where those of its old versions are.
public struct VariableToChange: Sendable {
    /// Nothing when there is no place for it.
    let id: Int64?
    /// Nothing before it is created.
    public let variable: StoredVariable?
    /// Nothing also when the list is damaged.
    let knownVersions: OldVersions?
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
    /// False when it stands in a list and is not what is found by its name: somebody moved rows, copied or deleted them.
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
