import Glibc
import Logging
import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayStoreSQLite

/// Puts a server together from its folder.
///
/// The only place that picks concrete types.
struct Bootstrap: Sendable {
    /// Everything a running server holds.
    struct Instance: Sendable {
        let services: Services
        let configuration: ServeConfiguration
        let state: StateFolder
        let logger: Logger
        private let store: SQLiteStore
        private let lock: FolderLock

        fileprivate init(
            services: Services,
            configuration: ServeConfiguration,
            state: StateFolder,
            logger: Logger,
            store: SQLiteStore,
            lock: FolderLock
        ) {
            self.services = services
            self.configuration = configuration
            self.state = state
            self.logger = logger
            self.store = store
            self.lock = lock
        }

        /// Ends what ``Bootstrap/start()`` began.
        ///
        /// Errors are passed over: all that was acknowledged is on disk.
        func close() async {
            try? await services.sealTrail()
            try? store.close()
            lock.release()
        }
    }

    let folder: String
    /// How loud to be; nothing means as the configuration says.
    var logLevel: Logger.Level?
    /// Hundredths of a second to wait for another server of this folder.
    var lockPatience = 1

    /// Opens the folder's state, or creates it, and wires the services.
    ///
    /// - Throws: `ConfigurationError`, ``StartError`` or `SlipwayError`, each saying what stands in the way.
    func start() async throws -> Instance {
        let loaded = try load()
        let state = StateFolder(serverFolder: folder)
        do {
            try state.create()
        } catch {
            throw StartError("\(error)", hint: "the server needs a state folder that it can write to: \(state.path)")
        }
        let lock: FolderLock
        do {
            lock = try state.lock(patience: lockPatience)
        } catch {
            throw StartError(
                "another slipway serves \(folder) already",
                hint: "local commands reach it by themselves; stop it before you start another"
            )
        }
        do {
            let path = absolute(loaded.configuration.store.path)
            let vault = MasterKeyVault(
                serverFolder: folder,
                setting: loaded.configuration.masterKey,
                log: { [logger = loaded.logger] in logger.warning("\($0)") }
            )
            // Before the store is opened, which writes to it: with the wrong key nothing is touched.
            let unlocked = try await unlock(path, with: vault)
            return try await wire(try SQLiteStore(path: path), unlocked, vault, loaded, state, lock)
        } catch {
            lock.release()
            throw error
        }
    }

    /// The configuration, as it was at one moment, and what follows it from there.
    private struct Loaded {
        let configuration: ServeConfiguration
        let watch: ConfigurationWatch
        let logger: Logger
    }

    private func load() throws -> Loaded {
        let file = ConfigurationFile(folder: folder)
        let watch = ConfigurationWatch(file: file)
        let configuration = try file.load()
        var logger = Logger(label: "slipway") { _ in LogfmtHandler() }
        logger.logLevel = logLevel ?? configuration.logLevel
        return Loaded(configuration: configuration, watch: watch, logger: logger)
    }

    /// The keyring of an existing store and the salt of its passphrase.
    private func unlock(_ path: String, with vault: MasterKeyVault) async throws -> Unlocked? {
        guard let record = try SQLiteStore.instance(at: path) else {
            let state = StateFolder(serverFolder: folder)
            guard let seen = state.witness.load(), seen.count > 0 else { return nil }
            throw StartError(
                "the database \(path) is empty, and this folder had one with \(seen.count) audit entries",
                hint: "put the database back from your backup; to begin anew, remove \(state.path)/audit.witness"
            )
        }
        return Unlocked(keyring: try await vault.unlock(record), salt: record.scryptSalt)
    }

    private struct Unlocked {
        let keyring: Keyring
        let salt: [UInt8]
    }

    private func create(_ store: SQLiteStore, with vault: MasterKeyVault) async throws -> Unlocked {
        let salt = Self.randomSalt()
        let key = try await vault.first(scryptSalt: salt)
        let keyring = try await Keyring.create(master: key, scryptSalt: salt, at: Self.now(), in: store)
        return Unlocked(keyring: keyring, salt: salt)
    }

    private func wire(
        _ store: SQLiteStore,
        _ unlocked: Unlocked?,
        _ vault: MasterKeyVault,
        _ loaded: Loaded,
        _ state: StateFolder,
        _ lock: FolderLock
    ) async throws -> Instance {
        try await Migrations.run(on: store)
        let (configuration, watch, logger) = (loaded.configuration, loaded.watch, loaded.logger)
        let keys = if let unlocked { unlocked } else { try await create(store, with: vault) }
        let services = Services(
            store: store,
            keyring: keys.keyring,
            settings: LiveSettings(
                Settings(configuration),
                hasChanged: { watch.isPending },
                reload: { watch.changed(logger).map(Settings.init) }
            ),
            custody: vault.custody(scryptSalt: keys.salt),
            witness: state.witness,
            cacheBytes: configuration.cacheMegabytes << 20,
            now: Self.now
        )
        try await services.recordAPIKeys()
        if let problem = try await services.rollbackProblem() { logger.critical("\(problem)") }
        return Instance(
            services: services,
            configuration: configuration,
            state: state,
            logger: logger,
            store: store,
            lock: lock
        )
    }

    private func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }

    @Sendable
    private static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    private static func randomSalt() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

extension Settings {
    init(_ configuration: ServeConfiguration) {
        self.init(
            policy: configuration.policy,
            apiKeys: configuration.apiKeys,
            refusedNames: configuration.refusedNames,
            history: configuration.secretHistory
        )
    }
}
