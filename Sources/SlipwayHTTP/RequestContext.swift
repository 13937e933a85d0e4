public import Hummingbird
import Logging
import NIOCore
import SlipwayModel

/// What travels with one request: where it came from, its id, and, once it is known, who makes it.
public struct SlipwayRequestContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// In each line of the log and in each error answer.
    let requestID: String
    /// Set by ``AuthenticationMiddleware``; every route under `/api` but the public ones runs behind it.
    var identity: Identity?
    var origin: AuditEvent.Origin

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        requestID = source.logger[metadataKey: "hb.request.id"]?.description ?? "-"
        origin = AuditEvent.Origin(remote: "-", via: "-", request: requestID)
    }

    /// The largest body read before a route says otherwise: room for sixteen values of the largest size in Base64.
    public var maxUploadSize: Int { 2 << 20 }
}
