import NIOHTTP1
import SlipwayServices
import SlipwayWire

/// The routes anyone may ask: health for orchestrators, and the published descriptions of the API and the configuration.
struct PublicRoutes: Sendable {
    let services: Services

    var routes: [APIRoute] {
        [
            APIRoute(.GET, "/health", isPublic: true) { _ in JSONAnswer.response(writing: Status("live")) },
            APIRoute(.GET, "/ready", isPublic: true) { _ in
                await services.isReady()
                    ? JSONAnswer.response(writing: Status("ready"))
                    : JSONAnswer.response(writing: Status("not ready"), status: .serviceUnavailable)
            },
            APIRoute(.GET, "/openapi.json", isPublic: true) { _ in Self.document(PackageResources.openapi_json) },
            APIRoute(.GET, "/schemas/slipway_serve.schema.json", isPublic: true) { _ in
                Self.document(PackageResources.slipway_serve_schema_json)
            },
        ]
    }

    private static func document(_ bytes: [UInt8]) -> Response {
        Response(status: .ok, contentType: "application/json", body: .bytes(bytes))
    }
}

/// What an orchestrator asks for every few seconds.
private struct Status: JSONWritable {
    private let text: String

    init(_ text: String) { self.text = text }

    var sizeHint: Int { 32 }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("status", text)
        writer.endObject()
    }
}
