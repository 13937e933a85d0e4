public import Hummingbird
import Logging
import NIOCore
import SlipwayModel
import Synchronization

/// What travels with one request: where it came from, its id, and, once it is known, who makes it.
public struct SlipwayRequestContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// In each line of the log and in each error answer.
    let requestID: String
    /// Set by ``AuthenticationMiddleware``; every route under `/api` but the public ones runs behind it.
    var identity: Identity?
    var origin: AuditEvent.Origin
    let trace = RequestTrace()

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        requestID = source.logger[metadataKey: "hb.request.id"]?.description ?? "-"
        origin = AuditEvent.Origin(remote: "-", via: "-", request: requestID)
    }

    /// The largest body read, in bytes: room for two dozen values of the largest size in Base64.
    static let bodyLimit = 2 << 20

    public var maxUploadSize: Int { Self.bodyLimit }
}

/// What the inner layers found out about a request, for the outermost one, whose context is an earlier copy.
final class RequestTrace: Sendable {
    private let found = Mutex((remote: "-", actor: "-"))

    var remote: String { found.withLock { $0.remote } }
    var actor: String { found.withLock { $0.actor } }

    func note(remote: String) { found.withLock { $0.remote = remote } }
    func note(actor: String) { found.withLock { $0.actor = actor } }
}
