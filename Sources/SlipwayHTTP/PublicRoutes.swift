import HTTPTypes
import Hummingbird
import NIOCore
import SlipwayServices

/// The routes anyone may ask: health for orchestrators, and the published descriptions of the API and the configuration.
struct PublicRoutes: Sendable {
    let services: Services

    func register(in router: Router<SlipwayRequestContext>) {
        router.get("/health") { _, _ in JSONAnswer.response(["status": "live"]) }
        router.get("/ready") { _, _ in
            await services.isReady()
                ? JSONAnswer.response(["status": "ready"])
                : JSONAnswer.response(["status": "not ready"], status: .serviceUnavailable)
        }
        router.get("/openapi.json") { _, _ in Self.document(PackageResources.openapi_json) }
        router.get("/schemas/slipway_serve.schema.json") { _, _ in
            Self.document(PackageResources.slipway_serve_schema_json)
        }
    }

    private static func document(_ bytes: [UInt8]) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
