import Foundation
import Glibc
import SlipwayTesting

/// A machine of its own for one test: a home, a server folder, a folder for temporary files, and an environment that
/// has nothing of the tester's.
final class Workplace: Sendable {
    /// The program under test: it lies beside the test bundle.
    static let binary: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let folder = bundle.split(separator: "/").dropLast().joined(separator: "/")
        return "/\(folder)/slipway"
    }()

    /// Few at a time: on a machine with two cores more of them only wait for each other.
    private static let limit = Turns(count: 4)

    let root: TemporaryFolder
    let server: String
    let home: String
    let temporary: String

    init() throws {
        root = try TemporaryFolder()
        server = root.file("server")
        home = root.file("home")
        temporary = root.file("tmp")
        for folder in [server, home, temporary] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        }
    }

    var configuration: String { "\(server)/slipway_serve.json" }
    var state: String { "\(server)/.slipway" }
    var database: String { "\(state)/slipway.sqlite" }

    var environment: [String: String] {
        let folder = String(Self.binary.dropLast("/slipway".count))
        return [
            "PATH": "\(folder):/usr/local/bin:/usr/bin:/bin", "HOME": home, "XDG_CONFIG_HOME": "\(home)/.config",
            "TMPDIR": temporary, "LANG": "C.UTF-8", "TZ": "America/New_York",
        ]
    }

    /// Writes the server's configuration.
    ///
    /// A port is always added, so that tests do not meet.
    func configure(_ fields: String = "") throws {
        try write("{ \"port\": 0\(fields.isEmpty ? "" : ", " + fields) }\n", to: configuration)
    }

    func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    /// Starts `slipway` with `arguments`, in the server folder unless another is named.
    func start(
        _ arguments: [String],
        input: [UInt8]? = [],
        environment extra: [String: String] = [:],
        in folder: String? = nil,
        terminal: String? = nil
    ) throws -> Child {
        try start(program: Self.binary, arguments, input: input, environment: extra, in: folder, terminal: terminal)
    }

    func start(
        program: String,
        _ arguments: [String],
        input: [UInt8]? = [],
        environment extra: [String: String] = [:],
        in folder: String? = nil,
        terminal: String? = nil
    ) throws -> Child {
        try Child(
            Child.Plan(
                arguments: ([program] + arguments).map { Array($0.utf8) },
                environment: environment.merging(extra) { _, new in new },
                folder: folder ?? server,
                input: input,
                terminal: terminal
            )
        )
    }

    /// Runs `slipway` to its end.
    @discardableResult
    func slipway(
        _ arguments: String...,
        input: [UInt8] = [],
        environment: [String: String] = [:],
        in folder: String? = nil
    ) async throws -> Outcome {
        try await Self.limit.turn {
            try await start(arguments, input: input, environment: environment, in: folder).finished()
        }
    }

    /// Runs a shell's command line to its end; `slipway` is in its path.
    @discardableResult
    func shell(
        _ line: String,
        input: [UInt8] = [],
        environment: [String: String] = [:],
        in folder: String? = nil
    ) async throws -> Outcome {
        try await Self.limit.turn {
            try await start(program: "/bin/sh", ["-c", line], input: input, environment: environment, in: folder)
                .finished()
        }
    }

    /// Adds a key by the command and gives it back.
    func addKey(_ name: String, _ options: String...) async throws -> String {
        let arguments = ["serve", server, "add-api-key", "--name", name] + options
        let outcome = try await Self.limit.turn { try await start(arguments).finished() }
        guard outcome.code == 0, let key = outcome.lines.first else {
            throw Child.Failure(description: "no key: \(outcome.errors)")
        }
        return key
    }

    /// An app with secrets, made without a server running.
    func app(_ name: String = "myapp", _ secrets: String...) async throws {
        if !FileManager.default.fileExists(atPath: configuration) { try configure() }
        let project = root.file("project-\(name)-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(atPath: project, withIntermediateDirectories: true)
        let created = try await shell(
            "cd '\(server)' && slipway init \(name) && mv slipway.json '\(project)/'"
        )
        guard created.code == 0 else { throw Child.Failure(description: created.errors) }
        guard !secrets.isEmpty else { return }
        let set = try await Self.limit.turn { try await start(["secret:set", name] + secrets).finished() }
        guard set.code == 0 else { throw Child.Failure(description: set.errors) }
    }

    func mode(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    func contents(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Lets at most so many in at a time.
actor Turns {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) { free = count }

    func turn<R: Sendable>(_ body: @Sendable () async throws -> R) async throws -> R {
        await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
