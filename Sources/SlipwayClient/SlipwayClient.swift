import FoundationEssentials
import Glibc
import NIOSSL
import SlipwayWire

/// A typed client of the HTTP API.
///
/// Make one with ``with(_:token:certificates:_:)``. Every call has a connection of its own, and throws ``ClientError``.
public struct SlipwayClient: Sendable {
    private static let answerLimit = 256 << 20

    public let endpoint: Endpoint
    private let token: String?
    private let roots: [NIOSSLCertificate]?
    private let encoder = JSONEncoder()
    private let decoder = JSONDecoder()

    /// Runs `body` with a client of the server at `endpoint`.
    ///
    /// `token` is the API key; nothing on the unix socket, where the operating system says who calls. `certificates` is a
    /// PEM file of authorities to trust instead of the system's.
    public static func with<R: Sendable>(
        _ endpoint: Endpoint,
        token: String?,
        certificates: String? = nil,
        _ body: (SlipwayClient) async throws -> R
    ) async throws -> R {
        var roots: [NIOSSLCertificate]?
        if let certificates, endpoint.isEncrypted {
            roots = try? NIOSSLCertificate.fromPEMFile(certificates)
            guard roots?.isEmpty == false else { throw ClientError.badCertificates(certificates) }
        }
        return try await body(SlipwayClient(endpoint: endpoint, token: token, roots: roots))
    }

    private init(endpoint: Endpoint, token: String?, roots: [NIOSSLCertificate]?) {
        self.endpoint = endpoint
        self.token = token
        self.roots = roots
    }

    func get<R: Decodable>(_ path: String) async throws -> R {
        try await decode(send(.get, path, body: nil))
    }

    func send<R: Decodable>(_ method: HTTPMethod, _ path: String, _ value: (some Encodable)?) async throws -> R {
        try await decode(send(method, path, body: value.map { try Array(encoder.encode($0)) }))
    }

    /// Sends a body that writes itself, and reads the answer without a decoder: what runs a program must start at once.
    func send<R>(
        _ method: HTTPMethod,
        _ path: String,
        writing value: some JSONWritable,
        reading read: (JSONValue) throws -> R
    ) async throws -> R {
        let body = try await send(method, path, body: value.json)
        do {
            // How large it may be is bounded in bytes.
            return try body.withUnsafeBytes { try JSONValue.read($0, limits: JSONLimits(nodes: .max), read) }
        } catch {
            throw ClientError.unexpected(endpoint, status: 200)
        }
    }

    func sendWithoutAnswer(_ method: HTTPMethod, _ path: String, ifMatch: Int64? = nil) async throws {
        _ = try await send(method, path, body: nil, ifMatch: ifMatch)
    }

    /// Sends a request and hands over the body of its answer piece by piece.
    func stream(_ method: HTTPMethod, _ path: String, _ body: ([UInt8]) throws -> Void) async throws {
        var answer = try await execute(method, path, body: nil, ifMatch: nil)
        while let part = try await part(&answer) { try body(part) }
    }

    private func part(_ answer: inout AnswerReader) async throws -> [UInt8]? {
        do throws(WireFailure) {
            return try await answer.part()
        } catch {
            throw failure(error)
        }
    }

    private func send(
        _ method: HTTPMethod,
        _ path: String,
        body: [UInt8]?,
        ifMatch: Int64? = nil
    ) async throws -> [UInt8] {
        var answer = try await execute(method, path, body: body, ifMatch: ifMatch)
        guard let bytes = await answer.body(upTo: Self.answerLimit) else {
            throw ClientError.unreachable(endpoint, reason: "the answer broke off")
        }
        return bytes
    }

    /// The answer when it is no error, with its body to come; an error answer is thrown.
    private func execute(
        _ method: HTTPMethod,
        _ path: String,
        body: [UInt8]?,
        ifMatch: Int64?
    ) async throws -> AnswerReader {
        var answer: AnswerReader
        let head: AnswerHead
        do throws(WireFailure) {
            let wire = try await wire()
            try await wire.send(try request(method, path, body, ifMatch))
            answer = AnswerReader(wire)
            head = try await answer.head()
        } catch {
            throw failure(error)
        }
        // A redirect is an answer like others: following it would send the key to whoever it names.
        guard !(200..<300).contains(head.status) else { return answer }
        guard head["content-type"] == "application/problem+json", let body = await answer.body(upTo: 1 << 20),
            let problem = try? decoder.decode(Problem.self, from: Data(body))
        else { throw ClientError.unexpected(endpoint, status: head.status) }
        throw ClientError.problem(problem)
    }

    private func wire() async throws(WireFailure) -> any Wire {
        guard case .socket(let path) = endpoint else {
            guard let (host, port) = endpoint.hostAndPort else { throw .noSuchHost }
            guard endpoint.isEncrypted else { return try await SocketWire.open(host: host, port: port) }
            return try await TLSWire.open(host: host, port: port, roots: roots)
        }
        return try await SocketWire.open(socket: path)
    }

    private func request(
        _ method: HTTPMethod,
        _ path: String,
        _ body: [UInt8]?,
        _ ifMatch: Int64?
    ) throws(WireFailure) -> [UInt8] {
        var lines = [
            "\(method.rawValue) \(path) HTTP/1.1", "Host: \(endpoint.authority)", "User-Agent: slipway",
            "Connection: close",
        ]
        if let token { lines.append("Authorization: Bearer \(token)") }
        if let ifMatch { lines.append("If-Match: \"\(ifMatch)\"") }
        if body != nil { lines.append("Content-Type: application/json") }
        if method != .get { lines.append("Content-Length: \(body?.count ?? 0)") }
        // A line end in a key or a name would begin a header, or a request, of its own.
        guard lines.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }) else { throw .unsendable }
        // Not by `joined`, which would cost each command something (docs/performance.md).
        let head = lines.reduce(into: "") { $0 += $1 + "\r\n" } + "\r\n"
        return Array(head.utf8) + (body ?? [])
    }

    private func decode<R: Decodable>(_ body: [UInt8]) throws -> R {
        do {
            return try decoder.decode(R.self, from: Data(body))
        } catch {
            throw ClientError.unexpected(endpoint, status: 200)
        }
    }

    /// What went wrong below HTTP, in words for a person.
    private func failure(_ failure: WireFailure) -> ClientError {
        switch failure {
        case .noSuchHost: .unreachable(endpoint, reason: "nothing answers there")
        case .noAnswerInTime: .unreachable(endpoint, reason: "no answer in time")
        case .closed:
            .unreachable(endpoint, reason: "it closed the connection; perhaps it wants https:// and not http://")
        case .untrusted: .untrusted(endpoint)
        case .system(let code): .unreachable(endpoint, reason: String(cString: strerror(code)))
        case .unsendable:
            .unreachable(
                endpoint,
                reason: "the API key or a name has a line end or another character that no request can carry"
            )
        case .malformed, .failed: .unreachable(endpoint, reason: "the connection failed")
        }
    }
}

enum HTTPMethod: String {
    case get = "GET"
    case post = "POST"
    case patch = "PATCH"
    case delete = "DELETE"
}
