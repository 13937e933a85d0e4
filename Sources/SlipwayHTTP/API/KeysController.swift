import NIOHTTP1
import SlipwayModel
import SlipwayServices
import SlipwayWire

/// The master key.
struct KeysController: Sendable {
    let services: Services

    var routes: [APIRoute] {
        [
            APIRoute(.GET, "/api/v1/keys", status),
            APIRoute(.POST, "/api/v1/keys/rotations", rotate),
        ]
    }

    private func status(_ request: APIRequest) async throws -> Response {
        let status = try await services.keys.status(as: request.caller())
        return JSONAnswer.response(
            KeyStatusBody(
                masterKeyID: status.masterKeyID,
                source: status.source,
                dataKeys: status.dataKeys,
                createdAt: status.createdAt.rfc3339,
                auditPublicKey: Hex.encode(status.auditPublicKey)
            )
        )
    }

    private func rotate(_ request: APIRequest) async throws -> Response {
        let rotation = try await services.keys.rotate(as: request.caller())
        return JSONAnswer.response(
            KeyRotationBody(
                from: rotation.from,
                to: rotation.to,
                dataKeys: rotation.dataKeys,
                advice: rotation.advice
            )
        )
    }
}
