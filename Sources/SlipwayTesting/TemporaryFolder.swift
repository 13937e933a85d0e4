public import Foundation

/// An empty folder of its own for one test, removed with everything in it when the last reference goes.
public final class TemporaryFolder: Sendable {
    public let path: String

    public init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "slipway-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// What a file holds; nothing when there is none.
    public func contents(_ name: String) -> Data? { FileManager.default.contents(atPath: file(name)) }

    /// The names of the files that hold `bytes` anywhere.
    public func files(holding bytes: some Collection<UInt8>) throws -> [String] {
        let pattern = Data(bytes)
        return try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
            .filter { contents($0)?.range(of: pattern) != nil }
    }

    /// Copies the database and its journals, as a backup of the disk would.
    public func copyDatabase(_ name: String, to copy: String) throws {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: file(copy + suffix))
            guard FileManager.default.fileExists(atPath: file(name + suffix)) else { continue }
            try FileManager.default.copyItem(atPath: file(name + suffix), toPath: file(copy + suffix))
        }
    }
}
