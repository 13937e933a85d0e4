import SlipwayModel
import Testing

@testable import SlipwayCLI

/// Configurations and keys that several suites use.
enum ConfigurationSamples {
    static let hash = String(repeating: "ab", count: 32)
    static let otherHash = String(repeating: "cd", count: 32)

    static func parse(_ text: String) throws(ConfigurationError) -> ServeConfiguration {
        try ConfigurationFile.parse(Array(text.utf8), file: "slipway_serve.json")
    }

    static func key(_ name: String, number: UInt8 = 7) throws -> APIKeySetting {
        var key = APIKeySetting(
            hash: [UInt8](repeating: number, count: 32),
            name: try #require(KeyName(configuration: name))
        )
        key.description = "Says \"hi\",\tin one line\u{2028}"
        key.role = .developer
        key.apps = [try AppName("myapp")]
        key.environments = [.production]
        key.grants = [.useSecrets]
        key.expires = UTCTime(configuration: "2030-01-31T12:00:00Z")
        return key
    }

    static let full = """
        {
          "$schema": "https://slipway.dev/schemas/slipway_serve.schema.json",
          "address": "0.0.0.0",
          "port": 8443,
          "tls": { "certificate": "tls/cert.pem", "key": "/etc/slipway/key.pem" },
          "behind_proxy": false,
          "store": { "engine": "sqlite", "path": "data/slipway.sqlite" },
          "master_key": {
            "source": "env",
            "variable": "KEY_NOW",
            "next": { "source": "command", "command": ["op", "read", "op://vault/slipway/key"] }
          },
          "api_keys": [
            {
              "hashed_key": "\(hash)",
              "name": "ci.deploy_1",
              "description": "Continuous integration",
              "role": "developer",
              "apps": ["myapp"],
              "environments": ["production", "staging"],
              "grants": ["secrets.use"],
              "expires_at": "2030-01-31T12:00:00Z",
              "created_at": "2026-01-31T12:00:00.250Z",
              "created_by": "alice@localhost"
            },
            { "hashed_key": "\(otherHash)", "description": "what existing files have" }
          ],
          "permissions": {
            "secrets": {
              "view": ["owner", "admin", { "role": "developer", "environments": ["staging"], "apps": ["myapp"] }],
              "manage": []
            },
            "keys": { "view": ["viewer"] }
          },
          "permitted_names": ["NODE_OPTIONS"],
          "secret_history": 0,
          "cache_megabytes": 256,
          "log_level": "debug"
        }
        """
}
