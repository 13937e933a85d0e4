import ArgumentParser

/// `slipway`.
struct SlipwayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slipway",
        abstract: "Ships apps with the secrets they need, and nothing more.",
        discussion: """
            EXAMPLES:
              slipway serve .                                 start a server in this folder
              slipway init myapp                              make this folder an app
              slipway secret:set myapp STRIPE_KEY=sk_live_x   set a secret
              slipway secret:list myapp                       see which there are
              slipway run --app myapp -- ./start              run a program with them
              slipway secret:audit myapp                      see who touched what
            """,
        version: SlipwayVersion.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Secrets",
                subcommands: [SecretSet.self, SecretList.self, SecretUnset.self, SecretAudit.self]
            ),
            CommandGroup(name: "Variables", subcommands: [EnvSet.self, EnvList.self, EnvUnset.self]),
            CommandGroup(name: "Running", subcommands: [Run.self]),
            CommandGroup(name: "Apps", subcommands: [Init.self, Apps.self, Environments.self, EnvironmentCreate.self]),
            CommandGroup(
                name: "Server",
                subcommands: [Serve.self, MasterKeyStatus.self, MasterKeyRotate.self, GenerateKey.self, Hash.self]
            ),
            CommandGroup(
                name: "Audit trail",
                subcommands: [AuditTrailList.self, AuditTrailVerify.self, AuditTrailExport.self]
            ),
            CommandGroup(name: "Signing in", subcommands: [Login.self, Logout.self, WhoAmI.self]),
        ]
    )
}

/// The version of this program.
enum SlipwayVersion {
    static let text = "0.1.0"
}
