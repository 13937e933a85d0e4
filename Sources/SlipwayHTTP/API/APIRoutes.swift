import SlipwayModel
import SlipwayServices

/// Every route that needs a caller.
enum APIRoutes {
    static func all(_ services: Services) -> [APIRoute] {
        let environment = "/api/v1/apps/{app}/environments/{environment}"
        return IdentityController(services: services).routes
            + AppsController(services: services).routes
            + VariablesController(services: services, kind: .secret, path: "\(environment)/secrets").routes
            + VariablesController(services: services, kind: .plain, path: "\(environment)/variables").routes
            + VariablesController(services: services, kind: .plain, path: "/api/v1/variables").routes
            + InjectionsController(services: services).routes
            + AuditController(services: services).routes
            + KeysController(services: services).routes
    }
}
