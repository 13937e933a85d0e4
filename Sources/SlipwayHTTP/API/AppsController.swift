import NIOHTTP1
import SlipwayModel
import SlipwayServices
import SlipwayWire

/// Apps and environments.
struct AppsController: Sendable {
    let services: Services

    var routes: [APIRoute] {
        [
            APIRoute(.GET, "/api/v1/apps", apps),
            APIRoute(.POST, "/api/v1/apps", createApp),
            APIRoute(.GET, "/api/v1/apps/{app}/environments", environments),
            APIRoute(.POST, "/api/v1/apps/{app}/environments", createEnvironment),
        ]
    }

    private func apps(_ request: APIRequest) async throws -> Response {
        let apps = try await services.apps.apps(as: request.caller())
        return JSONAnswer.response(
            AppList(
                apps: apps.map {
                    AppList.Item(name: $0.name.text, createdAt: $0.createdAt.rfc3339, createdBy: $0.createdBy)
                }
            )
        )
    }

    private func createApp(_ request: APIRequest) async throws -> Response {
        let body = try await request.body(CreateRequest.init)
        try await services.apps.create(AppName(body.name), as: request.caller())
        return JSONAnswer.response(body, status: .created)
    }

    private func environments(_ request: APIRequest) async throws -> Response {
        let app = try request.app()
        let environments = try await services.apps.environments(of: app, as: request.caller())
        return JSONAnswer.response(
            EnvironmentList(
                app: app.text,
                environments: environments.map {
                    AppList.Item(name: $0.name.text, createdAt: $0.createdAt.rfc3339, createdBy: $0.createdBy)
                }
            )
        )
    }

    private func createEnvironment(_ request: APIRequest) async throws -> Response {
        let (app, caller) = (try request.app(), try request.caller())
        let body = try await request.body(CreateRequest.init)
        try await services.apps.createEnvironment(EnvironmentName(body.name), of: app, as: caller)
        return JSONAnswer.response(body, status: .created)
    }
}
