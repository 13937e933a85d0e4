public import SlipwayModel

extension Transaction {
    public func appID(_ name: AppName) throws -> Int64? {
        try run("SELECT id FROM apps WHERE name = \(name.text)").first?.integer(0)
    }

    /// Creates an app.
    ///
    /// The caller has checked that there is none of that name.
    public func insertApp(_ name: AppName, at time: Timestamp, by actor: String) throws -> Int64 {
        try run(
            """
            INSERT INTO apps (name, created_at, created_by) VALUES (\(name.text), \(time.milliseconds), \(actor))
            RETURNING id
            """
        )[0].integer(0)
    }

    /// Every app by name.
    public func apps() throws -> [AppRecord] {
        try run("SELECT name, created_at, created_by FROM apps ORDER BY name").map { row in
            try AppRecord(
                name: AppName(row.text(0)),
                createdAt: Timestamp(milliseconds: row.integer(1)),
                createdBy: row.text(2)
            )
        }
    }

    public func environmentID(_ environment: EnvironmentName, of app: AppName) throws -> Int64? {
        try run(
            """
            SELECT environments.id FROM environments JOIN apps ON apps.id = environments.app_id
            WHERE apps.name = \(app.text) AND environments.name = \(environment.text)
            """
        ).first?.integer(0)
    }

    /// Creates an environment.
    ///
    /// The caller has checked that the app has none of that name.
    public func insertEnvironment(
        _ name: EnvironmentName,
        appID: Int64,
        at time: Timestamp,
        by actor: String
    ) throws {
        try run(
            """
            INSERT INTO environments (app_id, name, created_at, created_by)
            VALUES (\(appID), \(name.text), \(time.milliseconds), \(actor))
            """
        )
    }

    /// The environments of an app in order of creation.
    public func environments(of app: AppName) throws -> [EnvironmentRecord] {
        try run(
            """
            SELECT environments.name, environments.created_at, environments.created_by
            FROM environments JOIN apps ON apps.id = environments.app_id
            WHERE apps.name = \(app.text) ORDER BY environments.id
            """
        ).map { row in
            try EnvironmentRecord(
                name: EnvironmentName(row.text(0)),
                createdAt: Timestamp(milliseconds: row.integer(1)),
                createdBy: row.text(2)
            )
        }
    }
}
