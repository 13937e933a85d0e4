import ArgumentParser
import Glibc
import SlipwayClient
import SlipwayCrypto
import SlipwayModel

/// `slipway serve DIR add-api-key`.
///
/// Takes no key as input: a key of one's own making is seldom random enough.
struct ServeAddAPIKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-api-key",
        abstract: "Make an API key, show it once, and put its hash into slipway_serve.json.",
        discussion: """
            The key is printed on standard output and nowhere else. A running server takes it up at once.

            EXAMPLES:
              slipway serve . add-api-key --name ci --description "GitHub Actions" --role developer
              slipway serve . add-api-key --name deploy --role viewer --app myapp --env production --grant secrets.use
              slipway serve . add-api-key --name laptop --role admin --expires 90d
            """
    )

    @OptionGroup var folder: ServerFolderOptions

    @Option(help: "What the audit trail calls it: NAME@slipway.")
    var name: String

    @Option(help: "What it is for.")
    var description: String?

    @Option(help: "owner, admin, developer or viewer.")
    var role = Role.viewer.rawValue

    @Option(name: .customLong("app"), help: "Only this app; may be given several times.")
    var apps: [String] = []

    @Option(name: .customLong("env"), help: "Only this environment; may be given several times.")
    var environments: [String] = []

    @Option(
        name: .customLong("grant"),
        help: "A permission beside those of the role, such as secrets.use; may be given several times."
    )
    var grants: [String] = []

    @Option(help: "How long it is valid, such as 12h or 90d.")
    var expires: String?

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let path = try folder.resolved()
        let now = Self.now()
        let key = APIKey.generate()
        var setting = APIKeySetting(hash: APIKey.hash(key), name: try keyName())
        setting.description = description
        setting.role = try parse(role, "role", Role.allCases.map(\.rawValue)) { Role(rawValue: $0) }
        setting.apps = apps.isEmpty ? nil : try apps.map { try AppName($0) }
        setting.environments = environments.isEmpty ? nil : try environments.map { try EnvironmentName($0) }
        setting.grants = try grants.map {
            try parse($0, "permission", Permission.allCases.map(\.rawValue)) { Permission(rawValue: $0) }
        }
        setting.expires = try expires.map { text in
            guard let span = TimeSpan(text) else {
                throw CommandError.usage("--expires takes a number and a unit, such as 12h, 90d or 8w")
            }
            return UTCTime(now.adding(seconds: span.seconds))
        }
        setting.created = UTCTime(now)
        setting.createdBy = "\(Caller.userName(geteuid()))@localhost"
        guard try !ConfigurationFile(folder: path).load().keys.contains(where: { $0.name == setting.name }) else {
            throw CommandError(
                "there is an API key named \"\(name)\" already",
                hints: ["choose another name, or remove the old entry from \(path)/\(ConfigurationFile.name) first"],
                status: .conflict
            )
        }
        try ConfigurationEditor(folder: path).add(setting)
        try show(key, setting.hash, path)
        await recordNow(path)
    }

    /// Nobody can ask for the key again, so it must have been taken.
    private func show(_ key: String, _ hash: [UInt8], _ path: String) throws {
        // Or nothing would be said to whoever piped it into what has ended.
        signal(SIGPIPE, SIG_IGN)
        if output.json { try JSONOutput.print(KeyReport(key: key, name: name, hash: hash)) } else { Console.line(key) }
        guard !Console.outputWasLost else {
            throw CommandError(
                "the key could not be shown, and nobody knows it now",
                hints: ["remove the entry \"\(name)\" from \(path)/\(ConfigurationFile.name), and make another"]
            )
        }
        guard !output.json else { return }
        Console.message("this is the only time the key is shown; its hash is in \(path)/\(ConfigurationFile.name)")
        Console.message("use it as SLIPWAY_TOKEN, or with: slipway login")
    }

    /// Has the addition recorded now, by the running server or by one that starts for it.
    ///
    /// The key is valid either way, and recorded at the latest when a server next starts.
    private func recordNow(_ path: String) async {
        let state = StateFolder(serverFolder: path)
        do {
            _ = try await Connection.to(state).with { try await $0.whoami() }
        } catch {
            Console.message("note: the addition is recorded in the audit trail when the server next starts")
        }
    }

    private func keyName() throws -> KeyName {
        guard let name = KeyName(configuration: name) else {
            throw CommandError.usage(
                "--name takes lower-case letters, digits, \"-\", \".\" and \"_\", such as ci or ci.deploy"
            )
        }
        return name
    }

    private func parse<T>(_ text: String, _ what: String, _ allowed: [String], _ read: (String) -> T?) throws -> T {
        guard let value = read(text) else {
            let near = NearNames.of(text, among: allowed)
            throw CommandError.usage(
                "there is no \(what) \"\(PrintableText.escaped(text, limit: 64))\"; there are \(allowed.joined(separator: ", "))",
                hints: near.isEmpty ? [] : ["did you mean \(near.joined(separator: ", "))?"]
            )
        }
        return value
    }

    private static func now() -> Timestamp {
        Timestamp(milliseconds: Int64(time(nil)) * 1000)
    }
}
