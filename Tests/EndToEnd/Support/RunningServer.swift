import Foundation
import Glibc
import SlipwayTesting

/// `slipway serve` in a workplace's server folder, ended with the test.
final class RunningServer: Sendable {
    let child: Child
    let port: Int

    private init(_ child: Child, port: Int) {
        self.child = child
        self.port = port
    }

    /// Starts the server and waits until it says that it is ready.
    static func start(_ place: Workplace, environment: [String: String] = [:]) async throws -> RunningServer {
        if !FileManager.default.fileExists(atPath: place.configuration) { try place.configure() }
        let child = try place.start(["serve", place.server], environment: environment)
        let port = try await eventually("the server is ready") { () -> Int? in
            if let port = readyPort(child.errors) { return port }
            guard child.hasEnded else { return nil }
            throw Child.Failure(description: "the server ended: \(child.errors)")
        }
        return RunningServer(child, port: port)
    }

    /// The port in the line that says the server is ready.
    static func readyPort(_ log: String) -> Int? {
        log.split(separator: "\n").last { $0.contains("msg=ready ") }?
            .firstMatch(of: /url="?https?:\/\/[^ "]*:([0-9]+)/).flatMap { Int($0.1) }
    }

    deinit { child.signal(SIGKILL) }

    var address: String { "http://127.0.0.1:\(port)" }
    var log: String { child.errors }

    /// Asks it to end, and waits until it has.
    @discardableResult
    func stop() async throws -> Outcome {
        child.signal(SIGTERM)
        return try await child.finished()
    }

    func kill() async throws {
        child.signal(SIGKILL)
        _ = try await child.finished()
    }

    /// The environment of a command that speaks to this server over the network.
    func remote(_ key: String) -> [String: String] { ["SLIPWAY_SERVER": address, "SLIPWAY_TOKEN": key] }

    /// One request on a connection of its own.
    func request(
        _ method: String,
        _ path: String,
        key: String? = nil,
        body: String? = nil
    ) async throws -> (status: Int, headers: String, body: String) {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        if let key { text += "Authorization: Bearer \(key)\r\n" }
        if let body { text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
        let answer = try await RawExchange.text(text + "\r\n" + (body ?? ""), port: port)
        let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let status = answer.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return (status, parts.first.map(String.init) ?? "", parts.count > 1 ? String(parts[1]) : "")
    }
}
