public import SlipwayCrypto
import SlipwayModel
public import SlipwayServices
public import SlipwayStore
import SlipwayStoreSQLite
import Synchronization

/// Every use case over a real SQLite file in a folder of its own.
///
/// Opening the same folder again is a restart: what was cached is gone, what was committed is there.
public final class ServicesFixture: Sendable {
    public let folder: TemporaryFolder
    public let clock: FixedClock
    public let master: MasterKey
    public let store: any Store
    public let keyring: Keyring
    public let services: Services
    public let witness: MemoryWitness
    private let file: SQLiteStore

    /// Opens the store in `folder`, creating what is missing.
    public init(
        folder: TemporaryFolder? = nil,
        clock: FixedClock = FixedClock(),
        master: MasterKey = .generate(),
        witness: MemoryWitness = MemoryWitness(),
        settings: Settings = Settings(),
        custody: MasterKeyCustody = .test { MasterKey.generate() },
        reload: @escaping @Sendable () -> Settings? = { nil }
    ) async throws {
        let folder = try folder ?? TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("slipway.db"))
        try await Migrations.run(on: store)
        let record = try await store.read { try $0.instance() }
        let keyring =
            if let record {
                try Keyring.unlock(record, with: master)
            } else {
                try await Keyring.create(master: master, scryptSalt: [1, 2, 3, 4], at: clock.now, in: store)
            }
        services = Services(
            store: store,
            keyring: keyring,
            settings: LiveSettings(settings, reload: reload),
            custody: custody,
            witness: .test(witness, in: folder),
            now: { clock.now }
        )
        self.folder = folder
        self.clock = clock
        self.master = master
        self.store = store
        file = store
        self.keyring = keyring
        self.witness = witness
    }

    /// Closes the store and opens it again, with everything kept that is not in memory.
    public func restarted(master: MasterKey? = nil, settings: Settings = Settings()) async throws -> ServicesFixture {
        try file.close()
        return try await ServicesFixture(
            folder: folder,
            clock: clock,
            master: master ?? self.master,
            witness: witness,
            settings: settings
        )
    }

    /// The same store, or `store` over it, with nothing cached, as a second server on it would have.
    public func secondServices(
        settings: Settings = Settings(),
        over store: (any Store)? = nil
    ) async throws -> Services {
        let store = store ?? self.store
        guard let record = try await store.read({ try $0.instance() }) else {
            throw SlipwayError(.internalError, "the store of the fixture is empty")
        }
        let clock = clock
        return Services(
            store: store,
            keyring: try Keyring.unlock(record, with: master),
            settings: LiveSettings(settings),
            custody: .test { MasterKey.generate() },
            witness: .test(witness, in: folder),
            now: { clock.now }
        )
    }

    /// Runs SQL behind the services' back, as someone with the file could.
    public func tamper(_ queries: Query...) async throws {
        try await store.write { transaction in
            for query in queries { try transaction.run(query) }
        }
    }

    /// The same for SQL on single entries of the trail, as ``Transaction/tamperWithEntries(together:_:)`` has them.
    public func tamperWithEntries(together: Int64? = nil, _ queries: Query...) async throws {
        try await store.write { try $0.tamperWithEntries(together: together, queries) }
    }

    /// Closes the store, which writes everything into the one database file.
    public func close() throws { try file.close() }
}

/// A witness of the audit trail that is kept in memory.
public final class MemoryWitness: Sendable {
    private let stored = Mutex<AuditHeadWitness?>(nil)

    public init() {}

    public var value: AuditHeadWitness? {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}

extension AuditWitness {
    /// A witness in memory.
    ///
    /// It holds the folder of the store, so that services outlive their fixture.
    fileprivate static func test(_ witness: MemoryWitness, in folder: TemporaryFolder) -> AuditWitness {
        AuditWitness(
            load: { withExtendedLifetime(folder) { witness.value } },
            save: { witness.value = $0 }
        )
    }
}

extension MasterKeyCustody {
    /// Custody whose next key is what `prepare` says.
    public static func test(prepare: @escaping @Sendable () async throws -> MasterKey) -> MasterKeyCustody {
        MasterKeyCustody(description: "test", prepare: { _ in try await prepare() }, finish: { _ in "done" })
    }
}
