import NIOHTTP1
import SlipwayModel
import SlipwayWire

extension Problem {
    /// The answer that tells of an error.
    static func response(_ error: SlipwayError, requestID: String) -> Response {
        let status = HTTPResponseStatus(answering: error.code)
        let problem = Problem(
            title: status.reasonPhrase,
            status: Int(status.code),
            detail: error.message,
            code: error.code.rawValue,
            requestID: requestID,
            near: error.near.isEmpty ? nil : error.near,
            permission: error.permission?.rawValue
        )
        var response = JSONAnswer.response(problem, status: status, contentType: "application/problem+json")
        switch error.code {
        case .unauthenticated: response.fields = [("WWW-Authenticate", "Bearer realm=\"slipway\"")]
        case .rateLimited: response.fields = [("Retry-After", "60")]
        default: break
        }
        return response
    }
}

extension SlipwayError {
    static let unexpected = SlipwayError(
        .internalError,
        "internal error: the log of the server has the cause under this request id"
    )

    /// What an error says to the client; nothing for one that nobody expected.
    init?(answering error: any Error) {
        switch error {
        case let error as SlipwayError: self = error
        // Without what was found: a value that slipped into a name or a key would come back in the answer.
        case let error as NameError:
            self.init(.invalidName, "the name of the \(error.kind) is not acceptable: \(error.rule)")
        case let error as JSONError:
            let reason =
                switch error.reason {
                case .duplicateKey, .equivalentKeys: "a key stands here twice"
                default: "\(error.reason)"
                }
            self.init(.invalidRequest, "the body is not acceptable JSON: \(error.position): \(reason)")
        case let error as JSONShapeError:
            let reason =
                switch error.reason {
                case .missing(let field): "\(error.path) lacks \"\(field)\""
                case .wrongType(let expected): "\(error.path) is not \(expected)"
                case .unknownField(let allowed):
                    "\(error.path) has an unknown field; allowed are " + allowed.joined(separator: ", ")
                case .unacceptable(let reason): "\(error.path) \(reason)"
                }
            self.init(.invalidRequest, "the body is not what this path takes: \(reason)")
        default: return nil
        }
    }
}

extension HTTPResponseStatus {
    /// The one table from error codes to HTTP statuses.
    init(answering code: SlipwayError.Code) {
        self =
            switch code {
            case .invalidRequest, .invalidName, .invalidValue, .nameRefused: .badRequest
            case .bodyTooLarge: .payloadTooLarge
            case .unauthenticated: .unauthorized
            case .rateLimited: .tooManyRequests
            case .permissionDenied: .forbidden
            case .appNotFound, .environmentNotFound, .secretNotFound, .variableNotFound, .routeNotFound: .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .alreadyExists, .kindConflict, .masterKey: .conflict
            case .versionConflict: .preconditionFailed
            case .valueDamaged, .storeDamaged, .storeNewer, .internalError, .storeFailed: .internalServerError
            case .storeFull: .insufficientStorage
            case .storeReadOnly, .storeLocked, .notReady: .serviceUnavailable
            }
    }
}
