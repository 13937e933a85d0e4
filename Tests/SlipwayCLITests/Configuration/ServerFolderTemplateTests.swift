import Foundation
import SlipwayModel
import Testing

@testable import SlipwayCLI

@Suite("ServerFolderTemplate")
struct ServerFolderTemplateTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test("writes files that the loader accepts")
    func writes() throws {
        let names = try ServerFolderTemplate.write(into: folder.path)
        #expect(names == ["slipway_serve.json", "README.md", "Dockerfile", ".gitignore", ".dockerignore"])
        #expect(try folder.names() == names.sorted())
        let configuration = try ConfigurationFile(folder: folder.path).load()
        #expect(configuration.policy == Policy())
        #expect(configuration.masterKey == MasterKeySetting())
        #expect(try folder.mode() == 0o644)
    }

    @Test("keeps the state folder out of git and images")
    func ignores() throws {
        _ = try ServerFolderTemplate.write(into: folder.path)
        #expect(try folder.text(".gitignore").split(separator: "\n").contains(".slipway/"))
        #expect(try folder.text(".dockerignore").split(separator: "\n").contains(".slipway/"))
        let docker = try folder.text("Dockerfile")
        #expect(docker.contains("ENTRYPOINT [\"slipway\", \"serve\", \"/srv/slipway\"]"))
        #expect(docker.contains("\nUSER slipway\n"))
        #expect(docker.contains("VOLUME [\"/srv/slipway/.slipway\"]"))
    }

    @Test(
        "never overwrites: names the file and writes nothing",
        arguments: ["slipway_serve.json", "README.md", "Dockerfile", ".gitignore", ".dockerignore"]
    )
    func existing(name: String) throws {
        try folder.write("mine", to: name)
        let error = try #require(throws: FileError.self) { try ServerFolderTemplate.write(into: folder.path) }
        #expect(error.description.contains(name))
        #expect(try folder.names() == [name])
        #expect(try folder.text(name) == "mine")
    }

    @Test("refuses to run twice, but takes the .gitignore of a first start as it is")
    func twice() throws {
        try folder.write(ServerFolderTemplate.gitIgnore, to: ".gitignore")
        #expect(try ServerFolderTemplate.write(into: folder.path).contains(".gitignore") == false)
        #expect(throws: FileError.self) { try ServerFolderTemplate.write(into: folder.path) }
    }

    @Test("does not follow a link that leads nowhere")
    func danglingLink() throws {
        let outside = try ScratchFolder()
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("README.md"),
            withDestinationPath: outside.path("README.md")
        )
        #expect(throws: FileError.self) { try ServerFolderTemplate.write(into: folder.path) }
        #expect(try outside.names() == [])
    }

    @Test("its README explains every field")
    func readMe() {
        for field in ServeConfiguration.Field.allCases where field != .schema {
            #expect(ServerFolderTemplate.readMe.contains("| `\(field.rawValue)` |"))
        }
    }
}
