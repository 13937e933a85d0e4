public import SlipwayModel

extension Transaction {
    /// One variable that is set, by name.
    public func variable(_ name: VariableName, environmentID: Int64) throws -> StoredVariable? {
        var found: StoredVariable?
        try scan(
            """
            SELECT id, name, kind, version, sealed, updated_at, updated_by FROM variables
            WHERE environment_id = \(environmentID) AND name = \(name.text)
            """
        ) { row in found = try StoredVariable(row) }
        return found
    }

    /// Every variable that is set, by order of creation.
    public func variables(environmentID: Int64) throws -> [StoredVariable] {
        var found: [StoredVariable] = []
        try scan(
            """
            SELECT id, name, kind, version, sealed, updated_at, updated_by FROM variables
            WHERE environment_id = \(environmentID) AND sealed IS NOT NULL ORDER BY id
            """
        ) { row in found.append(try StoredVariable(row)) }
        return found
    }

    /// Every variable of one kind that is set, by order of creation, without its value.
    public func listedVariables(_ kind: VariableKind, environmentID: Int64) throws -> [ListedVariable] {
        var listed: [(id: Int64, variable: ListedVariable)] = []
        try scan(
            """
            SELECT id, name, version, updated_at, updated_by FROM variables
            WHERE environment_id = \(environmentID) AND kind = \(kind.rawValue) AND sealed IS NOT NULL
            """
        ) { row in listed.append((try row.integer(0), try ListedVariable(row))) }
        // They come by name, and SQLite would write them all down once more to sort them.
        return listed.sorted { $0.id < $1.id }.map(\.variable)
    }

    /// Creates a variable, or replaces the current version of `old`, which this transaction has read.
    public func putVariable(_ variable: StoredVariable, replacing old: StoredVariable?, environmentID: Int64) throws {
        guard let old else {
            try run(
                """
                INSERT INTO variables (environment_id, name, kind, version, sealed, updated_at, updated_by)
                VALUES (\(environmentID), \(variable.name.text), \(variable.kind.rawValue), \(variable.version),
                    \(variable.sealed), \(variable.updatedAt.milliseconds), \(variable.updatedBy))
                """
            )
            return
        }
        try run(
            """
            UPDATE variables SET kind = \(variable.kind.rawValue), version = \(variable.version),
                sealed = \(variable.sealed), updated_at = \(variable.updatedAt.milliseconds),
                updated_by = \(variable.updatedBy) WHERE id = \(old.id)
            """
        )
    }

    /// Forgets the value of a variable and of all its versions.
    ///
    /// The version number stays, so that none is used twice.
    public func clearVariable(id: Int64, version: Int64, at time: Timestamp, by actor: String) throws {
        try run(
            """
            UPDATE variables SET sealed = NULL, version = \(version), updated_at = \(time.milliseconds),
                updated_by = \(actor) WHERE id = \(id)
            """
        )
        try run("DELETE FROM variable_history WHERE variable_id = \(id)")
    }

    /// Keeps the replaced version `old`, and of all old ones only the newest `limit`.
    public func keepHistory(of old: StoredVariable, limit: Int) throws {
        if limit > 0, let sealed = old.sealed {
            try run(
                """
                INSERT INTO variable_history (variable_id, version, kind, sealed, updated_at, updated_by)
                VALUES (\(old.id), \(old.version), \(old.kind.rawValue), \(sealed), \(old.updatedAt.milliseconds),
                    \(old.updatedBy))
                """
            )
        }
        try run(
            """
            DELETE FROM variable_history
            WHERE variable_id = \(old.id) AND version <= \(old.version - Int64(limit))
            """
        )
    }
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
    /// 0 before the first write.
    public let id: Int64
    public let name: VariableName
    public let kind: VariableKind
    public let version: Int64
    public let sealed: [UInt8]?
    public let updatedAt: Timestamp
    public let updatedBy: String

    public init(
        name: VariableName,
        kind: VariableKind,
        version: Int64,
        sealed: [UInt8],
        updatedAt: Timestamp,
        updatedBy: String
    ) {
        id = 0
        self.name = name
        self.kind = kind
        self.version = version
        self.sealed = sealed
        self.updatedAt = updatedAt
        self.updatedBy = updatedBy
    }

    fileprivate init(_ row: Row) throws {
        id = try row.integer(0)
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
