public import SlipwayModel

/// How requests reach a server, and so how they prove who makes them.
public struct Transport: Sendable {
    /// What the audit trail calls it: `http`, `https` or `socket`.
    let name: String
    /// The address is the last one a proxy put into `X-Forwarded-For`.
    let isBehindProxy: Bool
    /// Who a process of this user id on the server's own machine is; nothing except on the unix socket.
    let localIdentity: (@Sendable (UInt32) -> Identity)?

    public static func tcp(isTLS: Bool, isBehindProxy: Bool) -> Transport {
        Transport(name: isTLS ? "https" : "http", isBehindProxy: isBehindProxy, localIdentity: nil)
    }

    public static func socket(_ identity: @escaping @Sendable (UInt32) -> Identity) -> Transport {
        Transport(name: "socket", isBehindProxy: false, localIdentity: identity)
    }
}
