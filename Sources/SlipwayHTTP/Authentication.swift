import SlipwayModel
import SlipwayServices

/// Proves who makes a request, or refuses it.
struct Authentication: Sendable {
    let authenticator: Authenticator
    let transport: Transport

    func identity(of request: Request, _ origin: AuditEvent.Origin) async throws -> Identity {
        let token = try token(in: request)
        if let localIdentity = transport.localIdentity, token == nil {
            guard let userID = request.peer.userID else {
                throw SlipwayError(.unauthenticated, "the peer of this socket cannot be known")
            }
            return try await authenticator.admit(localIdentity(userID), origin: origin, arrival: request.arrival)
        }
        return try await authenticator.identity(token: token, origin: origin, arrival: request.arrival)
    }

    /// The key after `Bearer`, nothing without the header.
    private func token(in request: Request) throws -> String? {
        guard let value = try request.fields.one("authorization") else { return nil }
        guard let space = value.firstIndex(of: UInt8(ascii: " ")), value[..<space].isEqual("bearer") else { return "" }
        return String(decoding: value[(space + 1)...], as: UTF8.self)
    }
}

extension Transport {
    /// Where a request came from, for the audit trail and the failure limit.
    func remote(of request: Request) -> String {
        if localIdentity != nil { return "local" }
        // Only the address the proxy itself saw counts: what stands before it is the client's own word.
        if isBehindProxy,
            let forwarded = request.fields.last("x-forwarded-for")?.split(separator: UInt8(ascii: ",")).last
        {
            let address = forwarded.drop { $0 == UInt8(ascii: " ") }
            return PrintableText.escaped(String(decoding: address, as: UTF8.self), limit: 64)
        }
        return request.peer.address ?? "-"
    }
}
