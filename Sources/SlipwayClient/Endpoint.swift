/// Where a server is reached.
public enum Endpoint: Sendable, Hashable {
    /// `https://slipway.example.com`, without a path.
    case url(String)
    /// The unix socket in a server folder's state folder.
    case socket(String)

    /// Reads a server's address as people type it.
    ///
    /// - Throws: ``ClientError/badAddress(_:)`` for anything but `http://` or `https://` with a host and no path, query or
    ///   user name: a key or a password does not belong into an address.
    public init(address: String) throws(ClientError) {
        var text = address[...]
        while text.last == "/" { text.removeLast() }
        guard let scheme = ["http://", "https://"].first(where: text.lowercased().hasPrefix) else {
            throw .badAddress("it must begin with https:// (or http:// for a server on this machine)")
        }
        let host = text.dropFirst(scheme.count)
        let isPlain = host.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-.:[]_".utf8.contains(byte)
        }
        guard !host.isEmpty, isPlain else {
            throw .badAddress("it must be a host and perhaps a port, without path, query or user name")
        }
        self = .url(scheme + String(host))
    }

    /// Whether what is sent there can be read on the way: plain HTTP to another machine.
    public var isExposed: Bool {
        guard case .url(let url) = self, url.hasPrefix("http://") else { return false }
        let authority = url.dropFirst("http://".count)
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        // By numbers and not by how the text begins: 127.0.0.1.example.com is somebody's machine.
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        let isLoopback = numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
        return !isLoopback && host != "localhost" && host != "[::1]"
    }

    var isEncrypted: Bool {
        guard case .url(let url) = self else { return false }
        return url.hasPrefix("https://")
    }

    /// What a request names as its host.
    var authority: String {
        guard case .url(let url) = self else { return "localhost" }
        return String(url.dropFirst(isEncrypted ? "https://".count : "http://".count))
    }

    /// The host, without the brackets of an IPv6 address, and the port; nothing when the port is none.
    var hostAndPort: (String, UInt16)? {
        let authority = authority
        let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : authority.firstIndex(of: ":")
        guard let end else { return authority.hasPrefix("[") ? nil : (authority, isEncrypted ? 443 : 80) }
        let isBracketed = authority[end] == "]"
        let host = isBracketed ? authority[..<end].dropFirst() : authority[..<end]
        let rest = isBracketed ? authority[end...].dropFirst() : authority[end...]
        guard !rest.isEmpty else { return (String(host), isEncrypted ? 443 : 80) }
        guard rest.first == ":", let port = UInt16(rest.dropFirst()) else { return nil }
        return (String(host), port)
    }

    /// Everything but unreserved characters (RFC 3986, 2.3) as `%XX`.
    static func percentEncode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let isUnreserved =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-._~".utf8.contains(byte)
            if isUnreserved {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}

extension Endpoint: CustomStringConvertible {
    public var description: String {
        switch self {
        case .url(let url): url
        case .socket(let path): path
        }
    }
}
