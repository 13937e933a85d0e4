import NIOHTTP1
import SlipwayModel
import SlipwayServices
import SlipwayWire

/// Who the caller is.
struct IdentityController: Sendable {
    let services: Services

    var routes: [APIRoute] {
        [
            APIRoute(.GET, "/api/v1/whoami", whoami),
            APIRoute(.POST, "/api/v1/login", login),
        ]
    }

    private func whoami(_ request: APIRequest) async throws -> Response {
        JSONAnswer.response(IdentityBody(try request.caller().identity))
    }

    /// Checks a key and records that someone signed in with it.
    ///
    /// There are no sessions: the key goes with each request.
    private func login(_ request: APIRequest) async throws -> Response {
        let caller = try request.caller()
        try await services.authenticator.recordLogin(caller)
        return JSONAnswer.response(IdentityBody(caller.identity))
    }
}

extension IdentityBody {
    init(_ identity: Identity) {
        self.init(
            actor: identity.actor,
            role: identity.role.rawValue,
            apps: identity.reach.apps?.map(\.text).sorted(),
            environments: identity.reach.environments?.map(\.text).sorted(),
            grants: identity.grants.map(\.rawValue).sorted()
        )
    }
}
