import HTTPTypes
import Hummingbird
import NIOCore
import SlipwayModel
import SlipwayServices

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `struct ucred` of unix(7), which the C library's module map leaves out.
private struct PeerCredentials {
    let pid: Int32
    let uid: UInt32
    let gid: UInt32
}

/// Puts the caller's identity into the context, or refuses the request.
struct AuthenticationMiddleware: RouterMiddleware {
    let authenticator: Authenticator
    let transport: Transport

    func handle(
        _ request: Request,
        context: SlipwayRequestContext,
        next: @concurrent (Request, SlipwayRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let localIdentity = transport.localIdentity, request.headers[.authorization] == nil {
            let identity = localIdentity(try await peerUserID(of: context.channel))
            context.identity = try await authenticator.admit(identity, origin: context.origin)
        } else {
            let token = try token(in: request)
            context.identity = try await authenticator.identity(token: token, origin: context.origin)
        }
        if let identity = context.identity { context.trace.note(actor: identity.actor) }
        return try await next(request, context)
    }

    /// The key after `Bearer`, nothing without the header.
    private func token(in request: Request) throws -> String? {
        let fields = request.headers[values: .authorization]
        guard let field = fields.first else { return nil }
        guard fields.count == 1 else {
            throw SlipwayError(.invalidRequest, "there is more than one Authorization header")
        }
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return "" }
        return String(parts[1])
    }

    /// The user that runs the process at the other end of a unix socket, as the kernel says.
    private func peerUserID(of channel: any Channel) async throws -> UInt32 {
        guard let provider = channel as? any SocketOptionProvider else {
            throw SlipwayError(.unauthenticated, "the peer of this socket cannot be known")
        }
        let credentials: PeerCredentials = try await provider.unsafeGetSocketOption(
            level: .socket,
            name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        ).get()
        return credentials.uid
    }
}
