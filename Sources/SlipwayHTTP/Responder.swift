import Logging
import NIOHTTP1
import SlipwayModel
import SlipwayServices
import SlipwayWire

/// Turns a request into its answer: finds the route, proves who asks, has the endpoint act, and makes every error a
/// problem document.
///
/// What went wrong inside goes to the log and nowhere else.
final class Responder: Sendable {
    private let router: Router
    private let authentication: Authentication
    private let transport: Transport
    private let logger: Logger
    /// The wall clock, for the `Date` of answers.
    let now: @Sendable () -> Timestamp

    init(_ services: Services, transport: Transport, logger: Logger) {
        router = Router(PublicRoutes(services: services).routes + APIRoutes.all(services))
        authentication = Authentication(authenticator: services.authenticator, transport: transport)
        self.transport = transport
        self.logger = logger
        now = services.now
    }

    func respond(to request: Request) async -> Response {
        let origin = AuditEvent.Origin(remote: transport.remote(of: request), via: transport.name, request: request.id)
        var found: Router.Match?
        var caller: Caller?
        do {
            let match = try router.match(request.method, request.path)
            found = match
            if !match.route.isPublic {
                let identity = try await authentication.identity(of: request, origin)
                caller = Caller(identity: identity, origin: origin, arrival: request.arrival)
            }
            let request = try APIRequest(request, match: match, caller: caller)
            return try await match.route.handler(request)
        } catch {
            return answer(error, request, route: found?.route, origin.remote, caller?.identity.actor)
        }
    }

    /// The answer to what is not HTTP as its standard has it.
    func unreadable(id: String) -> Response {
        Problem.response(SlipwayError(.invalidRequest, "the request cannot be read"), requestID: id)
    }

    /// Notes why an answer that was being written came to an early end.
    func brokeOff(_ request: Request, _ error: any Error) {
        guard let known = error as? SlipwayError else { return }
        logger.error("an answer broke off: \(known.message)", metadata: ["request_id": "\(request.id)"])
    }

    private func answer(
        _ error: any Error,
        _ request: Request,
        route: APIRoute?,
        _ remote: String,
        _ actor: String?
    ) -> Response {
        let known = SlipwayError(answering: error)
        let response = Problem.response(known ?? .unexpected, requestID: request.id)
        let isFault = response.status.code >= 500
        guard isFault || logger.logLevel <= .debug else { return response }
        let metadata: Logger.Metadata = [
            "request_id": "\(request.id)",
            "method": "\(request.method.rawValue)",
            "route": "\(route?.path ?? "-")",
            "status": "\(response.status.code)",
            "remote": "\(remote)",
            "actor": "\(actor ?? "-")",
        ]
        if isFault {
            // The cause of an unknown error is named by its type only: its text could hold anything.
            logger.error("request failed: \(known?.message ?? "\(type(of: error))")", metadata: metadata)
        } else {
            logger.debug("request refused: \(known?.code.rawValue ?? "-")", metadata: metadata)
        }
        return response
    }
}
