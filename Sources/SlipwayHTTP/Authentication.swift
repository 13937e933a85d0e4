import NIOHTTP1
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
            return try await authenticator.admit(localIdentity(userID), origin: origin)
        }
        return try await authenticator.identity(token: token, origin: origin)
    }

    /// The key after `Bearer`, nothing without the header.
    private func token(in request: Request) throws -> String? {
        var found: String?
        for field in request.headers where field.name.utf8.isEqual("authorization") {
            guard found == nil else {
                throw SlipwayError(.invalidRequest, "there is more than one Authorization header")
            }
            found = field.value
        }
        guard let found else { return nil }
        let bytes = found.utf8
        guard let space = bytes.firstIndex(of: UInt8(ascii: " ")), bytes[..<space].isEqual("bearer") else { return "" }
        return String(found[space...].dropFirst())
    }
}

extension Transport {
    /// Where a request came from, for the audit trail and the failure limit.
    func remote(of request: Request) -> String {
        if localIdentity != nil { return "local" }
        // Only the address the proxy itself saw counts: what stands before it is the client's own word.
        if isBehindProxy,
            let forwarded = request.headers["X-Forwarded-For"].last?.split(separator: ",").last
        {
            return PrintableText.escaped(String(forwarded.drop { $0 == " " }), limit: 64)
        }
        return request.peer.address ?? "-"
    }
}

extension Sequence<UInt8> {
    /// Compares with an ASCII word in lower case, whose letters may be written in either.
    func isEqual(_ word: StaticString) -> Bool {
        let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        return elementsEqual(word) { $0 == $1 || (0x41...0x5A).contains($0) && $0 | 0x20 == $1 }
    }
}
