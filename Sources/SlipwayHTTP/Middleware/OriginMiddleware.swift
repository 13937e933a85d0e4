import HTTPTypes
import Hummingbird
import NIOCore
import SlipwayModel

/// Notes where a request came from, for the audit trail and the failure limit.
struct OriginMiddleware: RouterMiddleware {
    let transport: Transport

    func handle(
        _ request: Request,
        context: SlipwayRequestContext,
        next: @concurrent (Request, SlipwayRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.origin = AuditEvent.Origin(
            remote: remote(request, context),
            via: transport.name,
            request: context.requestID
        )
        context.trace.note(remote: context.origin.remote)
        return try await next(request, context)
    }

    private func remote(_ request: Request, _ context: SlipwayRequestContext) -> String {
        if transport.localIdentity != nil { return "local" }
        // Only the address the proxy itself saw counts: what stands before it is the client's own word.
        if transport.isBehindProxy,
            let forwarded = request.headers[values: .forwardedFor].last?.split(separator: ",").last
        {
            return PrintableText.escaped(String(forwarded.drop { $0 == " " }), limit: 64)
        }
        return context.channel.remoteAddress?.ipAddress ?? "-"
    }
}
