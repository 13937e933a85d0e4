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
    public var canonicalEncoding: [UInt8] { event.canonicalEncoding(at: sequence) }

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

extension AuditEvent {
    /// The encoding of the entry that has this event and number.
    func canonicalEncoding(at sequence: Int64) -> [UInt8] {
        let version = version.map { String($0) }
        // Not an array: it would count a reference to each text.
        return CanonicalEncoding.bytes(sequence: sequence, time: time) { field in
            field(actor)
            field(action.rawValue)
            field(subject.rawValue)
            field(app)
            field(environment)
            field(name)
            field(version)
            field(detail)
            field(origin.remote)
            field(origin.via)
            field(origin.request)
        }
    }
}
