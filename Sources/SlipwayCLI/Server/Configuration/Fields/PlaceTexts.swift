/// A path in the file system; only what no system accepts is refused here.
struct PathText: ConfigurationText {
    let text: String

    static var allowed: String { "a path of 1 to 4095 bytes, without NUL" }

    init?(configuration text: String) {
        guard (1...4095).contains(text.utf8.count), !text.utf8.contains(0) else { return nil }
        self.text = text
    }
}

/// An address or host name to listen on.
struct HostName: ConfigurationText {
    let text: String

    static var allowed: String { "an IPv4 or IPv6 address or a host name, without port" }

    init?(configuration text: String) {
        let others = Array(".:-_%".utf8)
        guard (1...253).contains(text.utf8.count) else { return nil }
        let fits = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: others.contains(byte)
            }
        }
        guard fits else { return nil }
        self.text = text
    }

    /// Whether only this machine can reach the address: 127.0.0.0/8, `::1` and `localhost`.
    ///
    /// Spellings that are loopback only to some resolvers, such as `127.1`, are not.
    static func isLoopback(_ address: String) -> Bool {
        if address == "::1" || address.lowercased() == "localhost" { return true }
        let octets = address.split(separator: ".", omittingEmptySubsequences: false).map { octet(String($0)) }
        return octets.count == 4 && octets[0] == 127 && !octets.contains(nil)
    }

    private static func octet(_ text: String) -> UInt8? {
        guard let number = UInt8(text), String(number) == text else { return nil }
        return number
    }
}
