import SlipwayModel
import SlipwayWire
import Testing

@testable import SlipwayCLI

@Suite("ServeConfiguration")
struct ServeConfigurationTests {
    @Test("an empty object means the defaults")
    func defaults() throws {
        let configuration = try ConfigurationSamples.parse("{}")
        #expect(configuration == ServeConfiguration())
        #expect(configuration.address == "127.0.0.1")
        #expect(configuration.port == 8080)
        #expect(configuration.masterKey == MasterKeySetting(source: .file(path: ".slipway/master.key"), next: nil))
        #expect(configuration.store.path == ".slipway/slipway.sqlite")
        #expect(configuration.secretHistory == 5)
        #expect(configuration.cacheMegabytes == 48)
        #expect("\(configuration.logLevel)" == "info")
        #expect(configuration.policy == Policy())
        #expect(configuration.apiKeys.isEmpty)
    }

    @Test("reads every field")
    func full() throws {
        let configuration = try ConfigurationSamples.parse(ConfigurationSamples.full)
        #expect(configuration.address == "0.0.0.0")
        #expect(configuration.port == 8443)
        #expect(configuration.tls?.certificate == "tls/cert.pem")
        #expect(configuration.tls?.key == "/etc/slipway/key.pem")
        #expect(configuration.store.path == "data/slipway.sqlite")
        #expect(configuration.masterKey.source == .environment(variable: "KEY_NOW"))
        #expect(configuration.masterKey.next == .command(["op", "read", "op://vault/slipway/key"]))
        #expect(configuration.refusedNames.refuses(try VariableName("NODE_OPTIONS")) == false)
        #expect(configuration.secretHistory == 0)
        #expect(configuration.cacheMegabytes == 256)
        #expect("\(configuration.logLevel)" == "debug")
    }

    @Test("gives API keys as the model knows them")
    func keys() throws {
        let keys = try ConfigurationSamples.parse(ConfigurationSamples.full).apiKeys
        let first = try #require(keys.first)
        #expect(first.hash == [UInt8](repeating: 0xAB, count: 32))
        #expect(first.name == "ci.deploy_1")
        #expect(first.identity.role == .developer)
        #expect(first.identity.reach.apps == [try AppName("myapp")])
        #expect(first.identity.reach.environments?.map(\.text).sorted() == ["production", "staging"])
        #expect(first.identity.grants == [.useSecrets])
        #expect(first.expires == Timestamp("2030-01-31T12:00:00Z"))
    }

    @Test("an entry with only hashed_key and description is a viewer named after its hash")
    func minimalKey() throws {
        let key = try #require(try ConfigurationSamples.parse(ConfigurationSamples.full).apiKeys.last)
        #expect(key.name == "key-cdcdcdcd")
        #expect(key.identity.role == .viewer)
        #expect(key.identity.reach == .everything)
        #expect(key.identity.grants.isEmpty)
        #expect(key.expires == nil)
    }

    @Test("loads the permissions object that the product's documents show")
    func documentedPermissions() throws {
        let text = #"{"permissions": {"secrets": {"view": ["owner", "admin"], "manage": ["owner", "admin"]}}}"#
        #expect(try ConfigurationSamples.parse(text).policy == Policy())
    }

    @Test("a permission's list replaces the default one, narrowed where it says so")
    func permissions() throws {
        let configuration = try ConfigurationSamples.parse(ConfigurationSamples.full)
        let app = try AppName("myapp")
        let developer = Identity(actor: "a", role: .developer)
        let staging = Target.environment(app, try EnvironmentName("staging"))
        #expect(configuration.policy.decide(developer, to: .viewSecrets, on: staging) == .allowed)
        #expect(
            configuration.policy.decide(developer, to: .viewSecrets, on: .environment(app, .production)) != .allowed
        )
        let owner = Identity(actor: "b", role: .owner)
        #expect(configuration.policy.decide(owner, to: .manageSecrets, on: staging) != .allowed)
        #expect(configuration.policy.decide(owner, to: .useSecrets, on: staging) == .allowed)
        #expect(configuration.policy.decide(owner, to: .viewKeys, on: .instance) != .allowed)
    }

    @Test(
        "reads every source of the master key",
        arguments: [
            (#"{"source": "file"}"#, MasterKeySource.file(path: ".slipway/master.key")),
            (#"{"source": "file", "path": "/run/key"}"#, .file(path: "/run/key")),
            (#"{"source": "env"}"#, .environment(variable: "SLIPWAY_MASTER_KEY")),
            (#"{"source": "passphrase"}"#, .passphrase(variable: "SLIPWAY_PASSPHRASE")),
            (#"{"source": "passphrase", "variable": "P"}"#, .passphrase(variable: "P")),
            (#"{"source": "passphrase", "path": "pass.txt"}"#, .passphraseFile(path: "pass.txt")),
            (#"{"source": "command", "command": ["key"]}"#, .command(["key"])),
        ]
    )
    func masterKey(text: String, source: MasterKeySource) throws {
        #expect(try ConfigurationSamples.parse("{\"master_key\": \(text)}").masterKey.source == source)
        let next = "{\"master_key\": {\"source\": \"env\", \"next\": \(text)}}"
        #expect(try ConfigurationSamples.parse(next).masterKey.next == source)
    }

    @Test(
        "listens beyond this machine only with TLS or behind a proxy",
        arguments: [
            "0.0.0.0", "::", "192.168.1.2", "128.0.0.1", "127.1", "127.0.0.256", "127.0.0.1.example.com", "example",
        ]
    )
    func exposed(address: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationSamples.parse("{\"address\": \"\(address)\"}")
        }
        #expect(error.path.description == "$.address")
        #expect(error.description.contains("behind_proxy"))
        _ = try ConfigurationSamples.parse("{\"address\": \"\(address)\", \"behind_proxy\": true}")
        _ = try ConfigurationSamples.parse(
            "{\"address\": \"\(address)\", \"tls\": {\"certificate\": \"c\", \"key\": \"k\"}}"
        )
    }

    @Test("needs no TLS on this machine", arguments: ["127.0.0.1", "127.255.0.9", "::1", "localhost", "LOCALHOST"])
    func loopback(address: String) throws {
        #expect(try ConfigurationSamples.parse("{\"address\": \"\(address)\"}").address == address)
    }

    @Test("an address given beside the file is checked the same way")
    func overridden() throws {
        var configuration = ServeConfiguration()
        try configuration.checkListening()
        configuration.address = "0.0.0.0"
        #expect(throws: FieldProblem.self) { try configuration.checkListening() }
    }
}
