/// One entry of the audit trail: an event and its place.
///
/// Sequence numbers begin at 1 and have no gaps.
public struct AuditEntry: Sendable, Hashable {
    public let sequence: Int64
    public let event: AuditEvent

    public init(sequence: Int64, event: AuditEvent) {
        self.sequence = sequence
        self.event = event
    }

    /// The bytes the chain is computed over, as ``CanonicalEncoding`` writes them.
    public var canonicalEncoding: [UInt8] {
        let version = event.version.map { String($0) }
        // Not an array: it would count a reference to each text.
        return CanonicalEncoding.bytes(sequence: sequence, time: event.time) { field in
            field(event.actor)
            field(event.action.rawValue)
            field(event.subject.rawValue)
            field(event.app)
            field(event.environment)
            field(event.name)
            field(version)
            field(event.detail)
            field(event.origin.remote)
            field(event.origin.via)
            field(event.origin.request)
        }
    }

    /// The entry that has this encoding; nothing when none has.
    public init?(canonicalEncoding bytes: [UInt8]) {
        guard let entry = bytes.withUnsafeBytes({ AuditEntry(canonicalEncoding: $0) }) else { return nil }
        self = entry
    }

    /// The entry that has this encoding; nothing when none has.
    public init?(canonicalEncoding bytes: UnsafeRawBufferPointer) {
        var reader = CanonicalEncoding.Reader(bytes)
        guard let head = reader.head(),
            let actor = reader.text() ?? nil,
            let action = (reader.text() ?? nil).flatMap(AuditAction.init),
            let subject = (reader.text() ?? nil).flatMap(AuditSubject.init),
            let app = reader.text(), let environment = reader.text(), let name = reader.text(),
            let version = reader.text(), version == version.flatMap({ Int64($0) }).map(String.init),
            let detail = reader.text(),
            let remote = reader.text() ?? nil, let via = reader.text() ?? nil, let request = reader.text() ?? nil,
            reader.isAtEnd
        else { return nil }
        self.init(
            sequence: head.sequence,
            event: AuditEvent(
                time: head.time,
                actor: actor,
                action: action,
                subject: subject,
                app: app,
                environment: environment,
                name: name,
                version: version.flatMap { Int64($0) },
                detail: detail,
                origin: AuditEvent.Origin(remote: remote, via: via, request: request)
            )
        )
    }
}
