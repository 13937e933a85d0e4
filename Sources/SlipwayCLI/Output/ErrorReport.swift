import SlipwayClient
import SlipwayModel
import SlipwayWire

/// How an error is told: `error:` with what happened, then `hint:` lines with what to do next.
struct ErrorReport {
    let message: String
    let hints: [String]
    let status: ExitStatus

    /// Tells `error` in the light of what the command was about, so that a hint can be typed as it stands.
    init(_ error: any Error, context: ErrorContext = ErrorContext()) {
        switch error {
        case let error as ErrorInContext:
            self.init(error.error, context: error.context)
        case let error as CommandError:
            self.init(error.message, error.hints, error.status)
        case let error as ClientError:
            self.init(error, context)
        case let error as StartError:
            self.init(error.message, [error.hint].compactMap(\.self), .failed)
        case let error as ConfigurationError:
            self.init(error.sentence, [error.hint].compactMap(\.self), .failed)
        case let error as SlipwayError:
            self.init(
                error.message,
                Hints.of(error.code, near: error.near, permission: error.permission, context),
                Self.status(error.code)
            )
        case let error as NameError:
            self.init(error.description, [], .usage)
        case let error as RunFailure:
            self.init(error.message, [], .failed)
        case let error as FileError:
            self.init(error.description, [], .failed)
        default:
            self.init("something went wrong that slipway did not expect (\(type(of: error)))", [], .failed)
        }
    }

    func print() {
        Console.message("error: \(message)")
        for hint in hints { Console.message("hint: \(hint)") }
    }

    private init(_ message: String, _ hints: [String], _ status: ExitStatus) {
        self.message = message
        self.hints = hints
        self.status = status
    }

    private init(_ error: ClientError, _ context: ErrorContext) {
        switch error {
        case .problem(let problem):
            let code = SlipwayError.Code(rawValue: problem.code) ?? .internalError
            // Text from a server: it must not be able to write to the terminal as it likes.
            let detail = PrintableText.escaped(problem.detail, limit: 1_024)
            let trace =
                code == .internalError ? " (request \(PrintableText.escaped(problem.requestID, limit: 64)))" : ""
            let near = (problem.near ?? []).map { PrintableText.escaped($0, limit: 128) }
            self.init(
                detail + trace,
                Hints.of(
                    code,
                    near: near,
                    permission: problem.permission.flatMap { Permission(rawValue: $0) },
                    context
                ),
                Self.status(code)
            )
        case .unreachable(let endpoint, let reason):
            self.init(
                "the server at \(endpoint) cannot be reached: \(reason)",
                ["check that it runs and that this machine reaches it, for example with: curl \(endpoint)/health"],
                .unreachable
            )
        case .untrusted(let endpoint):
            self.init(
                "the certificate of \(endpoint) is not one this machine trusts",
                ["for a certificate of your own, name the file of its authority in SLIPWAY_CA_FILE"],
                .unreachable
            )
        case .unexpected(let endpoint, let status):
            self.init(
                "what answers at \(endpoint) does not speak Slipway's API (HTTP status \(status))",
                ["check --server or SLIPWAY_SERVER"],
                .unreachable
            )
        case .badAddress(let rule):
            self.init(
                "this is not the address of a server: \(rule)",
                ["for example: --server https://slipway.example.com"],
                .usage
            )
        case .badCertificates(let file):
            self.init("the file \(file) holds no certificates in PEM form", ["check SLIPWAY_CA_FILE"], .failed)
        }
    }

    /// The one table from error codes to exit statuses.
    static func status(_ code: SlipwayError.Code) -> ExitStatus {
        switch code {
        case .appNotFound, .environmentNotFound, .secretNotFound, .variableNotFound, .routeNotFound: .notFound
        case .permissionDenied, .unauthenticated: .permissionDenied
        case .alreadyExists, .versionConflict, .kindConflict: .conflict
        case .invalidRequest, .invalidName, .invalidValue, .nameRefused, .bodyTooLarge: .usage
        case .rateLimited, .methodNotAllowed, .valueDamaged, .storeFull, .storeReadOnly, .storeLocked, .storeDamaged,
            .storeNewer, .storeFailed, .masterKey, .notReady, .internalError:
            .failed
        }
    }
}
