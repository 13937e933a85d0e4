import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
@testable import SlipwayHTTP
import SlipwayModel
import SlipwayServices
import SlipwayTesting
import Synchronization

/// The server that ships, in process, over a real store: `myapp` with a secret `SECRET` and a plain variable `PLAIN`,
/// `other`, a global variable `GLOBAL`, and a key for each ``Requester``.
final class APIFixture: Sendable {
    /// What no answer but an injection may hold.
    static let value = "s3cret-value-of-the-fixture"

    let base: ServicesFixture
    let log = LogRecorder()
    private let execute: @Sendable (String, HTTPRequest.Method, HTTPFields, [UInt8]?) async throws -> Answer
    private let addresses = Mutex(0)

    convenience init() async throws {
        let base = try await ServicesFixture(settings: Settings(apiKeys: Requester.allCases.compactMap(\.entry)))
        let services = base.services
        for app in [AppName.myapp, .other] { try await services.apps.create(app, as: .owner) }
        try await services.set("SECRET", Self.value)
        try await services.set("PLAIN", "plain-value", .plain)
        try await services.set("GLOBAL", "global-value", .plain, in: .global)
        try self.init(base)
    }

    /// A server whose store holds nothing.
    static func empty() async throws -> APIFixture { try APIFixture(await ServicesFixture()) }

    private init(_ base: ServicesFixture) throws {
        let services = base.services
        self.base = base
        // Behind a proxy, so that a test chooses the address it comes from and is not held up by its own refusals.
        let responder = Responder(
            services,
            transport: .tcp(isTLS: false, isBehindProxy: true),
            logger: log.logger()
        )
        execute = { uri, method, headers, body in
            let head = RequestHead(
                method: HTTPMethod(rawValue: method.rawValue),
                target: Array(uri.utf8),
                fields: HeaderFields(headers),
                isHTTP11: true,
                keepsAlive: true
            )
            let request = Request(
                head: head,
                body: IncomingBody(ByteBuffer(bytes: body ?? [])),
                peer: Peer(address: "127.0.0.1", userID: nil)
            )
            return try await Answer(responder.respond(to: request), to: request)
        }
    }

    var services: Services { base.services }

    /// Makes one request, from an address that no other request has unless one is given.
    @discardableResult
    func call(
        _ method: HTTPRequest.Method,
        _ uri: String,
        as client: Requester = .owner,
        bytes: [UInt8]? = nil,
        from address: String? = nil,
        headers extra: HTTPFields = [:]
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        if let key = client.key { headers[.authorization] = "Bearer \(key)" }
        if bytes != nil { headers[.contentType] = "application/json" }
        headers[.forwardedFor] = address ?? freshAddress()
        for field in extra { headers[field.name] = nil }
        for field in extra { headers.append(field) }
        return try await execute(uri, method, headers, bytes)
    }

    @discardableResult
    func call(
        _ method: HTTPRequest.Method,
        _ uri: String,
        as client: Requester = .owner,
        body: String,
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        try await call(method, uri, as: client, bytes: Array(body.utf8), headers: headers)
    }

    private func freshAddress() -> String {
        let number = addresses.withLock { number in
            number += 1
            return number
        }
        return "198.51.\(number / 250).\(number % 250)"
    }
}

/// The collection paths tests use most.
enum Path {
    static let environment = "/api/v1/apps/myapp/environments/production"
    static let secrets = "\(environment)/secrets"
    static let variables = "\(environment)/variables"
    static let injections = "\(environment)/injections"
}

extension HTTPField.Name {
    static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .cookie
}

extension HeaderFields {
    fileprivate init(_ fields: HTTPFields) {
        self.init()
        for field in fields {
            begin()
            field.name.rawName.utf8CString.dropLast().withUnsafeBytes { appendToName($0) }
            field.value.utf8CString.dropLast().withUnsafeBytes { appendToValue($0) }
        }
    }
}
