import NIOCore
import NIOHTTP1
import SlipwayModel
import SlipwayServices
import SlipwayWire

/// Reading, checking and exporting the audit trail.
struct AuditController: Sendable {
    let services: Services

    var routes: [APIRoute] {
        [
            APIRoute(.GET, "/api/v1/audit", query: Self.filters, list),
            APIRoute(.GET, "/api/v1/apps/{app}/audit", query: Self.filters, list),
            APIRoute(.GET, "/api/v1/audit/verification", verify),
            APIRoute(.POST, "/api/v1/audit/exports", export),
        ]
    }

    private static let filters: Set<String> = [
        "environment", "since", "user", "action", "name", "subject", "before", "limit",
    ]

    private func list(_ request: APIRequest) async throws -> Response {
        let query = request.query
        let page = try await services.audit.list(
            AuditFilter(
                app: try request.appIfNamed(),
                environment: try query["environment"].map { try EnvironmentName($0) },
                since: try query["since"].map {
                    try parse($0, "since", "a time such as 2024-01-20T14:30:00Z", Timestamp.init)
                },
                actor: query["user"],
                action: try query["action"].map {
                    try parse($0, "action", AuditAction.allCases.map(\.rawValue).joined(separator: ", ")) {
                        AuditAction(rawValue: $0)
                    }
                },
                name: query["name"],
                secretsOnly: try query["subject"].map {
                    try parse($0, "subject", "secret") { $0 == "secret" ? true : nil }
                }
                    ?? false,
                before: try query["before"].map { try parse($0, "before", "a sequence number") { Int64($0) } } ?? .max,
                limit: try query["limit"].map {
                    try parse($0, "limit", "a number from 1 to 1000") {
                        Int($0).flatMap { AuditFilter.limitRange.contains($0) ? $0 : nil }
                    }
                } ?? 100
            ),
            as: request.caller()
        )
        return JSONAnswer.response(writing: AuditList(entries: page.entries.map(AuditLine.Entry.init), next: page.next))
    }

    private func verify(_ request: APIRequest) async throws -> Response {
        let publicKey = Hex.encode(services.audit.publicKey)
        switch try await services.audit.verify(as: request.caller()) {
        case .intact(let count, let checkpoints):
            return JSONAnswer.response(
                AuditVerification(intact: true, count: count, checkpoints: checkpoints, publicKey: publicKey)
            )
        case .broken(let sequence, let reason):
            return JSONAnswer.response(
                AuditVerification(intact: false, firstBroken: sequence, reason: reason, publicKey: publicKey)
            )
        }
    }

    /// Streams the trail up to its signed end, a page in memory at a time.
    private func export(_ request: APIRequest) async throws -> Response {
        let export = try await services.audit.export(as: request.caller())
        return Response(
            status: .ok,
            contentType: "application/x-ndjson",
            body: .stream { write in
                var sequence: Int64 = 0
                while let page = try await export.page(after: sequence) {
                    var lines = ByteBuffer()
                    var checkpoints = page.checkpoints[...]
                    for entry in page.entries {
                        sequence = entry.sequence
                        lines.write(line: AuditLine(entry: AuditLine.Entry(entry)))
                        while let checkpoint = checkpoints.first, checkpoint.count == sequence {
                            checkpoints.removeFirst()
                            lines.write(line: AuditLine(checkpoint: AuditLine.Checkpoint(checkpoint)))
                        }
                    }
                    try await write(lines)
                }
            }
        )
    }

    private func parse<T>(
        _ text: String,
        _ name: String,
        _ allowed: String,
        _ read: (String) -> T?
    ) throws -> T {
        guard let value = read(text) else {
            throw SlipwayError(.invalidRequest, "the query parameter \(name) takes \(allowed)")
        }
        return value
    }
}

extension ByteBuffer {
    /// One line of newline-delimited JSON.
    fileprivate mutating func write(line: AuditLine) {
        writeBytes(line.json)
        writeStaticString("\n")
    }
}

extension AuditLine.Entry {
    init(_ entry: AuditEntry) {
        let event = entry.event
        self.init(
            sequence: entry.sequence,
            time: event.time.rfc3339,
            actor: event.actor,
            action: event.action.rawValue,
            subject: event.subject.rawValue,
            app: event.app,
            environment: event.environment,
            name: event.name,
            version: event.version,
            detail: event.detail,
            remote: event.origin.remote,
            via: event.origin.via,
            request: event.origin.request
        )
    }
}

extension AuditLine.Checkpoint {
    init(_ checkpoint: AuditCheckpoint) {
        self.init(
            count: checkpoint.count,
            hash: Hex.encode(checkpoint.hash),
            time: checkpoint.time.rfc3339,
            signature: Hex.encode(checkpoint.signature)
        )
    }
}
