import NIOHTTP1
import Foundation
import HTTPTypes
@testable import SlipwayHTTP
import Testing

/// The published description and the server say the same.
@Suite struct OpenAPITests {
    private static let methods: Set<String> = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    private static func document() async throws -> [String: Any] {
        let answer = try await APIFixture().call(.get, "/openapi.json", as: .none)
        return try #require(try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
    }

    @Test("the description is OpenAPI 3.1 and has a title and a version")
    func version() async throws {
        let document = try await Self.document()
        #expect((document["openapi"] as? String)?.hasPrefix("3.1") == true)
        let info = try #require(document["info"] as? [String: Any])
        #expect(info["title"] is String && info["version"] is String)
    }

    @Test("it has every route of the server and no other")
    func routes() async throws {
        let fixture = try await APIFixture()
        let paths = try #require(try await Self.document()["paths"] as? [String: [String: Any]])
        let described = paths.flatMap { path, item in
            item.keys.filter(Self.methods.contains).map { "\($0.uppercased()) \(path)" }
        }
        let served =
            APIRoutes.all(fixture.services).map { "\($0.method.rawValue) \($0.path)" }
            + PublicRouteTests.paths.map { "GET \($0)" }
        #expect(Set(described).subtracting(served) == [], "described and not served")
        #expect(Set(served).subtracting(described) == [], "served and not described")
    }

    @Test("each operation says who may, what comes back and each name in its path")
    func operations() async throws {
        let paths = try #require(try await Self.document()["paths"] as? [String: [String: Any]])
        for (path, item) in paths {
            for (method, operation) in item where Self.methods.contains(method) {
                let operation = try #require(operation as? [String: Any])
                let responses = try #require(operation["responses"] as? [String: Any], "\(method) \(path)")
                #expect(responses.keys.contains { $0.hasPrefix("2") }, "\(method) \(path)")
                let own = operation["parameters"] as? [[String: Any]] ?? []
                let shared = item["parameters"] as? [[String: Any]] ?? []
                let names = path.matches(of: /\{([a-z]+)\}/).map { String($0.1) }
                #expect(own.count + shared.count >= names.count, "\(method) \(path) describes its path parameters")
            }
        }
    }

    @Test("what the server answers is what the description promises", arguments: RoleTable.cases)
    func answers(_ line: RoleCase) async throws {
        let document = try await Self.document()
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        let operation = try #require(paths[line.path]?[line.method.rawValue.lowercased()] as? [String: Any])
        let responses = try #require(operation["responses"] as? [String: Any])
        for client in [Requester.owner, .viewer, .none] {
            let answer = try await APIFixture().call(
                line.method,
                line.uri,
                as: client,
                bytes: line.body.map { Array($0.utf8) }
            )
            let schemas = Schemas(document)
            let found = try #require(
                responses["\(answer.status)"] ?? responses["\(answer.status / 100)XX"] ?? responses["default"],
                "\(answer.status) is not described"
            )
            let response = try #require(schemas.resolved(found) as? [String: Any])
            let content = response["content"] as? [String: Any] ?? [:]
            guard !answer.body.isEmpty else { continue }
            let type = try #require(answer.headers[.contentType])
            let media = try #require(content[type] as? [String: Any], "\(answer.status) \(type) is not described")
            guard type != "application/x-ndjson" else { continue }
            let value = try JSONSerialization.jsonObject(with: Data(answer.body))
            #expect(schemas.problems(value, media["schema"] as Any, "$") == [], "\(answer.text)")
        }
    }
}
