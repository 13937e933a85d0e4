import SlipwayModel
import SlipwayWire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `slipway.json` in a project's folder: which app the folder is.
struct AppLink: Codable, Sendable {
    static let name = "slipway.json"

    let app: String

    init(app: String) {
        self.app = app
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(CodingKeys.self)
        app = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .app)
    }

    enum CodingKeys: String, CodingKey, CaseIterable { case app }

    /// The link in the current folder or the nearest one above it that has one.
    static func find() throws -> AppLink? {
        guard let path = Caller.foldersUpwards.map({ "\($0)/\(name)" }).first(where: FileAccess.exists) else {
            return nil
        }
        return try load(path)
    }

    static func load(_ path: String) throws -> AppLink {
        let bytes = try FileAccess.contents(of: path, limit: 64 << 10)
        do {
            _ = try JSONOutline(bytes)
            let link = try JSONDecoder().decode(AppLink.self, from: Data(bytes))
            _ = try AppName(link.app)
            return link
        } catch let error as JSONError {
            throw CommandError("\(path) is not acceptable JSON: \(error)", hints: [expected])
        } catch let error as NameError {
            throw CommandError("\(path): \(error)", hints: [expected])
        } catch {
            throw CommandError("\(path) does not say which app this folder is", hints: [expected])
        }
    }

    func write(to path: String) throws(FileError) {
        try FileAccess.create(path, Array("{\n  \"app\": \"\(app)\"\n}\n".utf8), mode: 0o644)
    }

    private static let expected = "it must be: { \"app\": \"NAME\" }"
}
