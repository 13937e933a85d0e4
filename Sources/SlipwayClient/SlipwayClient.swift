import AsyncHTTPClient
import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SlipwayWire

/// A typed client of the HTTP API.
///
/// Make one with ``with(_:token:certificates:_:)``, which also ends its connections. Every call throws ``ClientError``.
public struct SlipwayClient: Sendable {
    private static let answerLimit = 256 << 20
    private static let timeout = TimeAmount.seconds(30)

    public let endpoint: Endpoint
    private let token: String?
    private let http: HTTPClient
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
        // A redirect would send the key to whoever the answer names.
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(5)
        configuration.httpVersion = .http1Only
        // The person hears at once; a second try is theirs to make.
        configuration.connectionPool.retryConnectionEstablishment = false
        if let certificates {
            var tls = TLSConfiguration.makeClientConfiguration()
            guard let roots = try? NIOSSLCertificate.fromPEMFile(certificates), !roots.isEmpty else {
                throw ClientError.badCertificates(certificates)
            }
            tls.trustRoots = .certificates(roots)
            configuration.tlsConfiguration = tls
        }
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let result = try await body(SlipwayClient(endpoint: endpoint, token: token, http: http))
            try? await http.shutdown()
            return result
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    private init(endpoint: Endpoint, token: String?, http: HTTPClient) {
        self.endpoint = endpoint
        self.token = token
        self.http = http
    }

    func get<R: Decodable>(_ path: String) async throws -> R {
        try await decode(send(.GET, path, body: nil))
    }

    func send<R: Decodable>(_ method: HTTPMethod, _ path: String, _ value: (some Encodable)?) async throws -> R {
        try await decode(send(method, path, body: value.map { try ByteBuffer(bytes: encoder.encode($0)) }))
    }

    func sendWithoutAnswer(_ method: HTTPMethod, _ path: String, ifMatch: Int64? = nil) async throws {
        _ = try await send(method, path, body: nil, ifMatch: ifMatch)
    }

    /// Sends a request and hands over the body of its answer piece by piece.
    func stream(_ method: HTTPMethod, _ path: String, _ body: (ByteBuffer) throws -> Void) async throws {
        let response = try await execute(method, path, body: nil, ifMatch: nil)
        do {
            for try await part in response.body { try body(part) }
        } catch let error as HTTPClientError {
            throw failure(error)
        }
    }

    private func send(
        _ method: HTTPMethod,
        _ path: String,
        body: ByteBuffer?,
        ifMatch: Int64? = nil
    ) async throws -> ByteBuffer {
        let response = try await execute(method, path, body: body, ifMatch: ifMatch)
        do {
            return try await response.body.collect(upTo: Self.answerLimit)
        } catch {
            throw ClientError.unreachable(endpoint, reason: "the answer broke off")
        }
    }

    /// The answer's head and its body to come; an error answer is thrown.
    private func execute(
        _ method: HTTPMethod,
        _ path: String,
        body: ByteBuffer?,
        ifMatch: Int64?
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: endpoint.url(path))
        request.method = method
        request.headers.add(name: "User-Agent", value: "slipway")
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let ifMatch { request.headers.add(name: "If-Match", value: "\"\(ifMatch)\"") }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body)
        }
        let response: HTTPClientResponse
        do {
            response = try await http.execute(request, timeout: Self.timeout)
        } catch {
            throw failure(error)
        }
        guard !(200..<300).contains(Int(response.status.code)) else { return response }
        let isProblem = response.headers.first(name: "Content-Type") == "application/problem+json"
        guard isProblem, let body = try? await response.body.collect(upTo: 1 << 20),
            let problem = try? decoder.decode(Problem.self, from: Data(body.readableBytesView))
        else { throw ClientError.unexpected(endpoint, status: Int(response.status.code)) }
        throw ClientError.problem(problem)
    }

    private func decode<R: Decodable>(_ body: ByteBuffer) throws -> R {
        do {
            return try decoder.decode(R.self, from: Data(body.readableBytesView))
        } catch {
            throw ClientError.unexpected(endpoint, status: 200)
        }
    }

    /// What went wrong below HTTP, in words for a person.
    private func failure(_ error: any Error) -> ClientError {
        switch error {
        case let error as HTTPClientError where error == .deadlineExceeded || error == .connectTimeout:
            .unreachable(endpoint, reason: "no answer in time")
        case let error as HTTPClientError where error == .remoteConnectionClosed:
            .unreachable(endpoint, reason: "it closed the connection; perhaps it wants https:// and not http://")
        case is NIOSSLError, is NIOSSLExtraError: .untrusted(endpoint)
        case let error as IOError: .unreachable(endpoint, reason: String(cString: strerror(error.errnoCode)))
        case is NIOConnectionError: .unreachable(endpoint, reason: "nothing answers there")
        default: .unreachable(endpoint, reason: "the connection failed")
        }
    }
}
