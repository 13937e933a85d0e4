import NIOHTTP1
import SlipwayModel
import SlipwayServices
import SlipwayWire

/// The only endpoint whose answer carries values of secrets.
struct InjectionsController: Sendable {
    let services: Services

    var routes: [APIRoute] {
        [APIRoute(.POST, "/api/v1/apps/{app}/environments/{environment}/injections", inject)]
    }

    private func inject(_ request: APIRequest) async throws -> Response {
        let (app, environment) = (try request.app(), try request.environment())
        let body = try await request.body(InjectionRequest.init)
        let variables = try await services.injection.inject(
            try body.names?.map { try VariableName($0) },
            of: app,
            environment,
            isUnmasked: body.unmasked,
            as: request.caller()
        )
        return JSONAnswer.response(
            writing: InjectionAnswer(app: app, environment: environment, variables: variables)
        )
    }
}
