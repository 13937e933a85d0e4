import Foundation
import SlipwayTesting
import Testing

/// The same commands by each of the three ways to a server.
@Suite struct ScriptTests {
    enum Way: String, CaseIterable, Sendable {
        case privateServer
        case socket
        case network
    }

    @Test("there are scripts")
    func found() {
        #expect(!Script.all("way-").isEmpty && !Script.all("local-").isEmpty)
    }

    @Test(
        "one code path: a script prints the same whichever way its commands go",
        arguments: Script.all("way-"),
        Way.allCases
    )
    func ways(_ script: Script, _ way: Way) async throws {
        let place = try Workplace()
        try place.configure()
        switch way {
        case .privateServer:
            // The first command of all makes the state and says so.
            try await place.slipway("apps")
            try await script.run(place, in: try folder(in: place.server), actor: localActor())
        case .socket:
            let server = try await RunningServer.start(place)
            try await script.run(place, in: try folder(in: place.server), actor: localActor())
            try await server.stop()
        case .network:
            let key = try await place.addKey("script", "--role", "owner")
            let server = try await RunningServer.start(place)
            try await script.run(
                place,
                in: try folder(in: place.root.path),
                actor: "script@slipway",
                environment: server.remote(key)
            )
            try await server.stop()
        }
    }

    @Test("scripts of one machine", arguments: Script.all("local-"))
    func local(_ script: Script) async throws {
        let place = try Workplace()
        try place.configure()
        try await script.run(place, in: try folder(in: place.server), actor: localActor())
    }

    private func folder(in parent: String) throws -> String {
        let folder = "\(parent)/project"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }
}

/// Who the tests are to a server on this machine.
func localActor() -> String { "\(NSUserName())@localhost" }
