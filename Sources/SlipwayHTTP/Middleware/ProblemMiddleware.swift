import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SlipwayModel
import SlipwayWire

/// The outermost layer: every error becomes a problem document, every answer gets its security headers, and what went
/// wrong inside goes to the log and nowhere else.
struct ProblemMiddleware: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request,
        context: SlipwayRequestContext,
        next: @concurrent (Request, SlipwayRequestContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = answer(error, request, context)
        }
        response.headers[.cacheControl] = "no-store"
        response.headers[.contentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "no-referrer"
        response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        response.headers[.requestID] = context.requestID
        return response
    }

    private func answer(_ error: any Error, _ request: Request, _ context: SlipwayRequestContext) -> Response {
        let known = Self.known(error)
        let status = ProblemStatus.of(known?.code ?? .internalError)
        let metadata: Logger.Metadata = [
            "request_id": "\(context.requestID)",
            "method": "\(request.method.rawValue)",
            "route": "\(context.endpointPath ?? "-")",
            "status": "\(status.code)",
            "remote": "\(context.trace.remote)",
            "actor": "\(context.trace.actor)",
        ]
        if status.code >= 500 {
            // The cause of an unknown error is named by its type only: its text could hold anything.
            logger.error(
                "request failed: \(known?.message ?? String(describing: type(of: error)))",
                metadata: metadata
            )
        } else {
            logger.debug("request refused: \(known?.code.rawValue ?? "-")", metadata: metadata)
        }
        let problem = Problem(
            title: status.reasonPhrase,
            status: status.code,
            detail: known?.message ?? "internal error: the log of the server has the cause under this request id",
            code: (known?.code ?? .internalError).rawValue,
            requestID: context.requestID,
            near: known.flatMap { $0.near.isEmpty ? nil : $0.near },
            permission: known?.permission?.rawValue
        )
        var response = JSONAnswer.response(problem, status: status, contentType: "application/problem+json")
        switch known?.code {
        case .unauthenticated: response.headers[.wwwAuthenticate] = "Bearer realm=\"slipway\""
        case .rateLimited: response.headers[.retryAfter] = "60"
        default: break
        }
        return response
    }

    private static func reason(_ error: JSONError) -> String {
        switch error.reason {
        case .duplicateKey, .equivalentKeys: "a key stands here twice"
        default: "\(error.reason)"
        }
    }

    private static func known(_ error: any Error) -> SlipwayError? {
        switch error {
        case let error as SlipwayError: error
        // Without what was found: a value that slipped into a name or a key would come back in the answer.
        case let error as NameError:
            SlipwayError(.invalidName, "the name of the \(error.kind) is not acceptable: \(error.rule)")
        case let error as JSONError:
            SlipwayError(.invalidRequest, "the body is not acceptable JSON: \(error.position): \(reason(error))")
        case is NIOTooManyBytesError:
            SlipwayError(.bodyTooLarge, "the body has more than \(SlipwayRequestContext.bodyLimit) bytes")
        case let error as HTTPError:
            switch error.status {
            case .notFound: SlipwayError(.routeNotFound, "there is nothing at this path")
            case .contentTooLarge:
                SlipwayError(.bodyTooLarge, "the body has more than \(SlipwayRequestContext.bodyLimit) bytes")
            case .methodNotAllowed: SlipwayError(.methodNotAllowed, "this path does not know this method")
            default: SlipwayError(.invalidRequest, "the request cannot be read")
            }
        default: nil
        }
    }
}

/// The one table from error codes to HTTP statuses.
enum ProblemStatus {
    static func of(_ code: SlipwayError.Code) -> HTTPResponse.Status {
        switch code {
        case .invalidRequest, .invalidName, .invalidValue, .nameRefused: .badRequest
        case .bodyTooLarge: .contentTooLarge
        case .unauthenticated: .unauthorized
        case .rateLimited: .tooManyRequests
        case .permissionDenied: .forbidden
        case .appNotFound, .environmentNotFound, .secretNotFound, .variableNotFound, .routeNotFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .alreadyExists, .kindConflict, .masterKey: .conflict
        case .versionConflict: .preconditionFailed
        case .valueDamaged, .storeDamaged, .storeNewer, .internalError, .storeFailed: .internalServerError
        case .storeFull: .init(code: 507, reasonPhrase: "Insufficient Storage")
        case .storeReadOnly, .storeLocked, .notReady: .serviceUnavailable
        }
    }
}

extension HTTPField.Name {
    static let contentTypeOptions = field("X-Content-Type-Options")
    static let referrerPolicy = field("Referrer-Policy")
    static let requestID = field("X-Request-Id")
    static let forwardedFor = field("X-Forwarded-For")

    private static func field(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else { preconditionFailure("\(name) is not a header name") }
        return field
    }
}
