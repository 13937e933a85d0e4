import SlipwayModel

extension Migrations {
    /// Variables where their names say, instead of an index, and old versions that their rows name: see
    /// ``VariablePlaces`` and ``OldVersions``.
    static let placedVariables: [Step] = [
        .statements([
            "ALTER TABLE environments ADD COLUMN created_variables BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE variables RENAME TO variables_by_index",
            "ALTER TABLE variable_history RENAME TO variable_history_by_index",
            // `sealed` is NULL once a variable is unset: the row stays, so that versions go on and never repeat. `position`
            // counts the variables of an environment in order of creation.
            """
            CREATE TABLE variables (
                id INTEGER PRIMARY KEY CHECK (id >= 0),
                position BIGINT NOT NULL,
                name TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('plain', 'secret')),
                version BIGINT NOT NULL CHECK (version > 0),
                sealed BLOB,
                updated_at BIGINT NOT NULL,
                updated_by TEXT NOT NULL,
                old_versions BLOB NOT NULL
            )
            """,
            """
            CREATE TABLE variable_history (
                id INTEGER PRIMARY KEY,
                variable_id BIGINT NOT NULL REFERENCES variables (id),
                version BIGINT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('plain', 'secret')),
                sealed BLOB NOT NULL,
                updated_at BIGINT NOT NULL,
                updated_by TEXT NOT NULL
            )
            """,
        ]),
        .code(placeVariables),
        .statements(["DROP TABLE variable_history_by_index", "DROP TABLE variables_by_index"]),
    ]

    /// Values stay in the engine: the memory this takes grows with the variables of one environment only.
    private static func placeVariables(in transaction: any Transaction) throws {
        // Also of one whose own row is gone.
        for environment in try transaction.run("SELECT DISTINCT environment_id FROM variables_by_index") {
            let environmentID = try environment.integer(0)
            let variables = try transaction.run(
                "SELECT id, name FROM variables_by_index WHERE environment_id = \(environmentID)"
            ).map { row in try (id: row.integer(0), name: row.text(1)) }
            for (index, variable) in variables.sorted(by: { $0.id < $1.id }).enumerated() {
                try place(variable.id, variable.name, position: index + 1, environmentID, in: transaction)
            }
            try transaction.run(
                "UPDATE environments SET created_variables = \(variables.count) WHERE id = \(environmentID)"
            )
        }
    }

    private static func place(
        _ id: Int64,
        _ name: String,
        position: Int,
        _ environmentID: Int64,
        in transaction: any Transaction
    ) throws {
        guard let place = try transaction.place(of: name, environmentID: environmentID, { _ in }) else {
            throw SlipwayError(
                .storeDamaged,
                "the names of environment \(environmentID) do not fit: too many are alike"
            )
        }
        try transaction.run(
            """
            INSERT INTO variables (id, position, name, kind, version, sealed, updated_at, updated_by, old_versions)
            SELECT \(place), \(position), name, kind, version, sealed, updated_at, updated_by, x''
            FROM variables_by_index WHERE id = \(id)
            """
        )
        let versions = try transaction.run(
            "SELECT version FROM variable_history_by_index WHERE variable_id = \(id) ORDER BY version"
        )
        guard !versions.isEmpty else { return }
        var oldVersions = OldVersions()
        for version in versions {
            let row = try transaction.run(
                """
                INSERT INTO variable_history (variable_id, version, kind, sealed, updated_at, updated_by)
                SELECT \(place), version, kind, sealed, updated_at, updated_by FROM variable_history_by_index
                WHERE variable_id = \(id) AND version = \(version.integer(0)) RETURNING id
                """
            )
            if let row = row.first { oldVersions.append(try row.integer(0)) }
        }
        try transaction.run("UPDATE variables SET old_versions = \(oldVersions.bytes) WHERE id = \(place)")
    }
}
