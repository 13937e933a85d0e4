import Foundation
import Testing

@testable import SlipwayCLI

@Suite("ConfigurationEditor, file")
struct ConfigurationReplacingTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private var editor: ConfigurationEditor { ConfigurationEditor(folder: folder.path) }

    @Test("T10 editors at the same time lose no entry", arguments: [true, false])
    func concurrent(fileExists: Bool) async throws {
        if fileExists { try folder.write("{}") }
        let editor = editor
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...12 as ClosedRange<UInt8> {
                group.addTask { try editor.add(ConfigurationSamples.key("key-\(number)", number: number)) }
            }
            try await group.waitForAll()
        }
        let keys = try ConfigurationFile(folder: folder.path).load().keys
        #expect(Set(keys.map(\.name.text)) == Set((1...12).map { "key-\($0)" }))
        #expect(try folder.names() == ["slipway_serve.json"])
    }

    @Test("T10 keeps the mode, and a reader sees the old text or the new")
    func mode() throws {
        try folder.write("{\n}\n")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o640],
            ofItemAtPath: folder.path("slipway_serve.json")
        )
        var editor = editor
        let folder = folder
        editor.willReplace = { #expect((try? folder.text()) == "{\n}\n") }
        try editor.add(ConfigurationSamples.key("ci"))
        #expect(try folder.mode() == 0o640)
        #expect(try folder.names() == ["slipway_serve.json"])
    }

    @Test("F5 writes through a symbolic link to its target")
    func link() throws {
        try FileManager.default.createDirectory(atPath: folder.path("shared"), withIntermediateDirectories: false)
        try folder.write("{}\n", to: "shared/real.json")
        let link = folder.path("slipway_serve.json")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "shared/real.json")
        try editor.add(ConfigurationSamples.key("ci"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "shared/real.json")
        #expect(try folder.text("shared/real.json").contains("\"ci\""))
        #expect(try folder.names() == ["shared", "slipway_serve.json"])
    }

    @Test("T10 refuses when someone else wrote the file meanwhile", arguments: ["{\"port\": 9}", ""])
    func changedMeanwhile(original: String) throws {
        if !original.isEmpty { try folder.write(original) }
        let folder = folder
        var editor = editor
        editor.willReplace = { try? folder.write("{\"port\": 10}") }
        let error = try #require(throws: ConfigurationError.self) { try editor.add(ConfigurationSamples.key("ci")) }
        #expect(error.description.contains("someone else changed it"))
        #expect(try folder.text() == "{\"port\": 10}")
        #expect(try folder.names() == ["slipway_serve.json"])
    }

    @Test("refuses a name or a hash that is taken, and changes nothing")
    func taken() throws {
        try editor.add(ConfigurationSamples.key("ci", number: 1))
        let before = try folder.text()
        let name = try #require(throws: ConfigurationError.self) {
            try editor.add(ConfigurationSamples.key("ci", number: 2))
        }
        #expect(name.description.contains("named \"ci\""))
        #expect(throws: ConfigurationError.self) { try editor.add(ConfigurationSamples.key("other", number: 1)) }
        #expect(try folder.text() == before)
    }

    @Test("refuses a file that does not load, and changes nothing", arguments: ["", "{", "{\"prot\": 1}", "[]"])
    func broken(text: String) throws {
        try folder.write(text)
        #expect(throws: ConfigurationError.self) { try editor.add(ConfigurationSamples.key("ci")) }
        #expect(try folder.text() == text)
        #expect(try folder.names() == ["slipway_serve.json"])
    }

    @Test("says when the folder cannot be written", .enabled(if: geteuid() != 0))
    func readOnly() throws {
        try folder.write("{}")
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
        let error = try #require(throws: ConfigurationError.self) { try editor.add(ConfigurationSamples.key("ci")) }
        #expect(error.description.contains("Permission denied"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    }

    @Test("a lock that is not released is an error after a while, not a hang")
    func lock() throws {
        let lock = try FolderLock(folder: folder.path)
        #expect(throws: FileError.self) { try FolderLock(folder: folder.path, patience: 2) }
        lock.release()
        try FolderLock(folder: folder.path, patience: 1).release()
    }
}
