import NIOHTTP1
@testable import SlipwayHTTP
import SlipwayModel
import SlipwayTesting
import Testing

extension Router {
    fileprivate func match(_ method: HTTPMethod, _ path: String) throws -> Match {
        try match(method, Array(path.utf8)[...])
    }
}

@Suite("Which route a path has")
struct RouterTests {
    private static let router = Router(
        [
            (HTTPMethod.GET, "/"), (.GET, "/apps"), (.POST, "/apps"), (.GET, "/apps/{app}"), (.DELETE, "/apps/{app}"),
            (.GET, "/apps/{app}/environments/{environment}"), (.GET, "/apps/search"), (.POST, "/apps/{app}/audit"),
        ].map { method, path in APIRoute(method, path) { _ in Response(status: .ok) } }
    )

    /// The route's own path and its parameters, or the code of the error.
    private static func match(_ method: HTTPMethod, _ path: String, _ router: Router = router) -> String {
        do {
            let match = try router.match(method, path)
            return ([match.route.path] + match.parameters.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
        } catch {
            return (error as? SlipwayError)?.code.rawValue ?? "\(error)"
        }
    }

    private static func percentDecoded(_ bytes: some Sequence<UInt8>) -> String? {
        Array(bytes).withUnsafeBytes(PercentEncoding.decoded)
    }

    @Test(
        "Z4 a path is taken as it is written",
        arguments: [
            (.GET, "/apps", "/apps"), (.POST, "/apps", "/apps"), (.HEAD, "/apps", "/apps"),
            (.GET, "/apps/a", "/apps/{app} app=a"), (.DELETE, "/apps/a", "/apps/{app} app=a"),
            (.GET, "/apps/search", "/apps/search"), (.GET, "/apps/%73earch", "/apps/{app} app=search"),
            (.GET, "/apps/a/environments/b", "/apps/{app}/environments/{environment} app=a environment=b"),
            (.GET, "/apps/a%2Fb", "/apps/{app} app=a/b"), (.GET, "/apps/%2e%2E", "/apps/{app} app=.."),
            (.GET, "/apps/..", "/apps/{app} app=.."), (.GET, "/apps/%2541", "/apps/{app} app=%41"),
            (.GET, "/apps/+", "/apps/{app} app=+"), (.GET, "/apps/%c3%A9", "/apps/{app} app=\u{E9}"),
            (.GET, "/apps/{app}", "/apps/{app} app={app}"), (.GET, "/apps/%00", "/apps/{app} app=\0"),
            (.PUT, "/apps", "method_not_allowed"), (.DELETE, "/apps", "method_not_allowed"),
            (.HEAD, "/apps/a/audit", "method_not_allowed"), (.DELETE, "/apps/search", "method_not_allowed"),
            (.RAW(value: "get"), "/apps", "method_not_allowed"), (.OPTIONS, "/apps", "method_not_allowed"),
            (.GET, "", "route_not_found"), (.GET, "apps", "route_not_found"), (.GET, "*", "route_not_found"),
            (.GET, "//apps", "route_not_found"), (.GET, "/apps/", "route_not_found"),
            (.GET, "/apps//", "route_not_found"), (.GET, "/Apps", "route_not_found"),
            (.GET, "/%61pps", "route_not_found"), (.GET, "/app", "route_not_found"),
            (.GET, "/appss", "route_not_found"), (.GET, "/apps/a/", "route_not_found"),
            (.GET, "/apps/a/b", "route_not_found"), (.GET, "/apps/a/environments", "route_not_found"),
            (.GET, "/apps//environments/b", "route_not_found"), (.GET, "/apps/%", "route_not_found"),
            (.GET, "/apps/%4", "route_not_found"), (.GET, "/apps/%4g", "route_not_found"),
            (.GET, "/apps/%ff", "route_not_found"), (.GET, "/apps/%c0%af", "route_not_found"),
            (.GET, "/apps/%ed%a0%80", "route_not_found"), (.GET, "/apps/search/", "route_not_found"),
            (.GET, "http://x/apps", "route_not_found"),
        ] as [(HTTPMethod, String, String)]
    )
    func table(_ method: HTTPMethod, _ path: String, _ expected: String) {
        #expect(Self.match(method, path) == expected)
    }

    @Test("Z1 every route of the server is found by its own path, and by no other method's")
    func every() async throws {
        let services = try await ServicesFixture().services
        let routes = PublicRoutes(services: services).routes + APIRoutes.all(services)
        let router = Router(routes)
        let methods = [HTTPMethod.GET, .POST, .PATCH, .DELETE, .PUT, .OPTIONS]
        for route in routes {
            let path = route.path.replacing("{", with: "").replacing("}", with: "")
            for method in methods {
                let isRoute = routes.contains { $0.path == route.path && $0.method == method }
                let found = try? router.match(method, path)
                #expect(found?.route.path == (isRoute ? route.path : nil), "\(method) \(path)")
                if isRoute { #expect(found?.parameters.allSatisfy { $0.name == $0.value } == true) }
            }
        }
    }

    @Test("W4 no path crashes it, and what it finds in one is what stands there", arguments: 0..<8)
    func fuzz(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "/", "/", "/", "apps", "apps/", "/apps/", "environments", "/environments/", "audit", "search", "%", "%2F",
            "%25", "%c3%a9", "%C3", "%00", "..", ".", "a", "\u{E9}", "\u{1F600}", "{app}", "?", "#", " ", "e\u{301}",
        ]
        var matches = 0
        for _ in 0..<2_000 {
            let path =
                "/apps/"
                + (0..<generator.int(0...7)).map { _ in pieces[generator.int(0...pieces.count - 1)] }
                .joined()
            guard let match = try? Self.router.match(.GET, path) else { continue }
            matches += 1
            let template = match.route.path.split(separator: "/", omittingEmptySubsequences: false)
            let segments = path.split(separator: "/", omittingEmptySubsequences: false)
            #expect(template.count == segments.count)
            var parameters = match.parameters[...]
            let encoded = zip(template, segments).map { part, segment in
                guard part.hasPrefix("{"), let parameter = parameters.popFirst() else {
                    #expect(part.utf8.elementsEqual(segment.utf8))
                    return String(part)
                }
                #expect(part == "{\(parameter.name)}" && !parameter.value.isEmpty)
                #expect(Self.percentDecoded(segment.utf8)?.utf8.elementsEqual(parameter.value.utf8) == true)
                return parameter.value.utf8.map { "%\($0 < 16 ? "0" : "")\(String($0, radix: 16))" }.joined()
            }
            #expect(parameters.isEmpty)
            let again = try Self.router.match(.GET, encoded.joined(separator: "/"))
            #expect(again.parameters.map { Array($0.value.utf8) } == match.parameters.map { Array($0.value.utf8) })
        }
        #expect(matches > 100, "the paths are not all wrong: \(matches)")
    }

    @Test("W4 percent-encoding resolves once what is whole and UTF-8, and nothing else", arguments: 0..<8)
    func decoding(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            let bytes = generator.bytes(generator.int(0...8))
            let isText = String(validating: bytes, as: UTF8.self) != nil
            let isUpper = generator.int(0...1) == 1
            let encoded = bytes.map { ($0 < 16 ? "%0" : "%") + String($0, radix: 16, uppercase: isUpper) }.joined()
            #expect(Self.percentDecoded(encoded.utf8).map { Array($0.utf8) } == (isText ? bytes : nil))
            // As they stand: what has no % is itself, and no input whatever crashes.
            let raw = Self.percentDecoded(bytes)
            if !bytes.contains(UInt8(ascii: "%")) { #expect(raw.map { Array($0.utf8) } == (isText ? bytes : nil)) }
            #expect(Self.percentDecoded(encoded.utf8.dropLast()) == nil || bytes.isEmpty)
        }
    }
}
