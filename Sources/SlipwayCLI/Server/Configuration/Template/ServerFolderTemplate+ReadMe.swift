extension ServerFolderTemplate {
    static let readMe = """
        # A Slipway server

        This folder is the whole configuration of a Slipway server. Keep it in git, and start the server with

            slipway serve .

        | file | what it is |
        | --- | --- |
        | `slipway_serve.json` | the configuration; `slipway serve . check` says whether it is right |
        | `Dockerfile` | makes an image of this server from a `slipway` binary put beside it |
        | `.slipway/` | database, master key and logs, made on the first start; **never in git** |

        ## Back up the master key

        `.slipway/master.key` opens every secret this server holds. Without it the database is worthless, to a thief
        and to you. Copy it to a place apart from the backups of the database, such as a password manager:

            cat .slipway/master.key

        To keep it elsewhere from the start, let `master_key` name an environment variable, a passphrase or a command.

        ## The fields of `slipway_serve.json`

        Every field may be left out. A field that is not in this table stops the start, so that no typing error goes
        unnoticed.

        | field | default | meaning |
        | --- | --- | --- |
        | `address` | `"127.0.0.1"` | address to listen on; beyond this machine it needs `tls` or `behind_proxy` |
        | `port` | `8080` | port to listen on; 0 takes any free one |
        | `tls` | none | `certificate` and `key`: paths of PEM files |
        | `behind_proxy` | `false` | a proxy in front ends TLS |
        | `store` | SQLite in `.slipway/` | `engine` (`"sqlite"`) and `path` |
        | `master_key` | a file in `.slipway/` | `source` is `"file"`, `"env"`, `"passphrase"` or `"command"` |
        | `api_keys` | `[]` | who may use the API; only the SHA-256 of each key stands here |
        | `permissions` | owners and admins | which roles may `view`, `manage` and `use` what |
        | `permitted_names` | `[]` | variable names that are refused otherwise, such as `NODE_OPTIONS` |
        | `secret_history` | `5` | how many old versions of a secret are kept |
        | `cache_megabytes` | `48` | how much memory may hold what was read last, still sealed |
        | `log_level` | `"info"` | `trace`, `debug`, `info`, `notice`, `warning`, `error` or `critical` |

        Add an API key with

            slipway serve . add-api-key --name ci --description "Continuous integration" --role developer

        It prints the key once and writes its hash into `slipway_serve.json`. A running server takes the change up at
        once. To revoke the key, remove its entry.

        """
}
