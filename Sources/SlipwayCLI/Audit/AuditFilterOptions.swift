import ArgumentParser
import Glibc
import SlipwayClient
import SlipwayModel
import SlipwayWire

/// The filters of the commands that show the audit trail.
struct AuditFilterOptions: ParsableArguments {
    @Option(help: "Only since then: 2024-01-20, 2024-01-20T14:30Z, or how long ago, such as 7d.")
    var since: String?

    @Option(help: "Only what this user or key did, such as ci@slipway.")
    var user: String?

    @Option(help: "Only this action: SET, UNSET, READ, DENIED, …")
    var action: String?

    @Option(help: "At most so many entries.")
    var limit = 1_000

    func query() throws -> AuditQuery {
        var query = AuditQuery()
        query.user = user
        query.action = try action.map { text in
            guard let action = AuditAction(rawValue: text.uppercased()) else {
                throw CommandError.usage(
                    "there is no action \"\(PrintableText.escaped(text, limit: 32))\"",
                    hints: ["there are \(AuditAction.allCases.map(\.rawValue).joined(separator: ", "))"]
                )
            }
            return action.rawValue
        }
        query.since = try since.map(Self.moment)
        guard limit > 0 else { throw CommandError.usage("--limit takes a number over 0") }
        return query
    }

    /// Fetches page after page up to the limit.
    func entries(
        _ query: AuditQuery,
        _ connection: Connection,
        context: ErrorContext
    ) async throws -> [AuditLine.Entry] {
        let limit = limit
        return try await connection.with(context) { client in
            var query = query
            var entries: [AuditLine.Entry] = []
            while entries.count < limit {
                query.limit = min(1_000, limit - entries.count)
                let page = try await client.audit(query)
                entries += page.entries
                guard let next = page.next else { break }
                query.before = next
            }
            return entries
        }
    }

    private static func moment(_ text: String) throws -> String {
        if let time = Timestamp(text) { return time.rfc3339 }
        if let span = TimeSpan(text) {
            return Timestamp(milliseconds: Int64(time(nil)) * 1000).adding(seconds: -span.seconds).rfc3339
        }
        throw CommandError.usage("--since takes a time such as 2024-01-20 or 2024-01-20T14:30Z, or a span such as 7d")
    }
}
