import Foundation
import Testing

@testable import SlipwayCLI

@Suite("ConfigurationFile")
struct ConfigurationFileTests {
    let folder: ScratchFolder
    let file: ConfigurationFile

    init() throws {
        folder = try ScratchFolder()
        file = ConfigurationFile(folder: folder.path)
    }

    @Test("no file means the defaults")
    func missing() throws {
        #expect(try file.load() == ServeConfiguration())
    }

    @Test("F5 follows a symbolic link")
    func link() throws {
        try folder.write(#"{"port": 9}"#, to: "real.json")
        try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "real.json")
        #expect(try file.load().port == 9)
    }

    @Test("F5 a link that leads nowhere is an error, not the defaults")
    func danglingLink() throws {
        try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "gone.json")
        #expect(throws: ConfigurationError.self) { try file.load() }
        #expect(throws: ConfigurationError.self) {
            try ConfigurationEditor(folder: folder.path).add(ConfigurationSamples.key("ci"))
        }
        #expect(try folder.names() == ["slipway_serve.json"])
    }

    @Test("a folder in its place is an error that names the file")
    func directory() throws {
        try FileManager.default.createDirectory(atPath: file.path, withIntermediateDirectories: false)
        let error = try #require(throws: ConfigurationError.self) { try file.load() }
        #expect(error.description == "\(file.path): could not read it: it is not a file")
    }

    @Test("an unreadable file is an error", .enabled(if: geteuid() != 0))
    func unreadable() throws {
        try folder.write("{}")
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
        let error = try #require(throws: ConfigurationError.self) { try file.load() }
        #expect(error.description.contains("Permission denied"))
    }

    @Test("a named pipe does not hold the server up")
    func pipe() throws {
        #expect(mkfifo(file.path, 0o600) == 0)
        #expect(throws: ConfigurationError.self) { try file.load() }
    }

    @Test("refuses a file over the size limit")
    func large() throws {
        try folder.write("{}" + String(repeating: " ", count: ConfigurationFile.sizeLimit))
        #expect(throws: ConfigurationError.self) { try file.load() }
    }
}
