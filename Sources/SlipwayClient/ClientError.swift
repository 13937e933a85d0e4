public import SlipwayWire

/// Why a call did not succeed.
public enum ClientError: Error, Sendable {
    /// The server refused, and says why.
    case problem(Problem)
    /// Nothing answers there, or not in time.
    case unreachable(Endpoint, reason: String)
    /// Its TLS certificate is not one this machine trusts.
    case untrusted(Endpoint)
    /// What answers is not a Slipway server.
    case unexpected(Endpoint, status: Int)
    case badAddress(String)
    /// The file named by `SLIPWAY_CA_FILE` holds no certificate.
    case badCertificates(String)
}
