import Foundation
import HTTPTypes
import SlipwayModel
import SlipwayTesting
import SlipwayWire
import Testing

@Suite struct AuditTests {
    @Test("A6 pages join without a gap or a repetition, newest first", arguments: [1, 2, 3, 1000])
    func pages(_ limit: Int) async throws {
        let fixture = try await APIFixture()
        for number in 1...5 { try await fixture.services.set("N\(number)", "value-\(number)") }
        let all = try await fixture.services.trail().map(\.sequence)
        var seen: [Int64] = []
        var cursor = ""
        while true {
            let page: AuditList = try await fixture.call(.get, "/api/v1/audit?limit=\(limit)\(cursor)").decoded()
            #expect(page.entries.count <= limit)
            seen += page.entries.map(\.sequence)
            guard let next = page.next else { break }
            cursor = "&before=\(next)"
        }
        #expect(seen == all.reversed())
    }

    @Test("filters join, and subject=secret leaves the rest out")
    func filters() async throws {
        let fixture = try await APIFixture()
        try await fixture.call(.post, Path.injections, as: .user, body: "{}")
        let reads: AuditList = try await fixture.call(
            .get,
            "/api/v1/apps/myapp/audit?action=READ&user=user%40slipway&name=SECRET&environment=production&subject=secret"
        ).decoded()
        #expect(reads.entries.map(\.action) == ["READ"])
        let none: AuditList = try await fixture.call(.get, "/api/v1/audit?since=2024-01-20T14:31Z").decoded()
        #expect(none.entries.isEmpty)
        let sets: AuditList = try await fixture.call(.get, "/api/v1/audit?subject=secret").decoded()
        #expect(sets.entries.allSatisfy { $0.subject == "secret" } && !sets.entries.isEmpty)
    }

    @Test(
        "Z3 a query that the path does not take is refused",
        arguments: [
            "limit=0", "limit=-1", "limit=1001", "limit=abc", "limit=", "limit=99999999999999999999", "before=x",
            "since=yesterday", "action=read", "action=DROP", "subject=key", "environment=NOPE", "nosuch=1",
            "limit=1&limit=2",
            "Limit=1", "limit=1&%6cimit=2", "=", "%00=1",
        ]
    )
    func badQuery(_ query: String) async throws {
        let fixture = try await APIFixture()
        let answer = try await fixture.call(.get, "/api/v1/audit?\(query)")
        #expect(answer.status == 400, "\(answer.text)")
    }

    @Test(
        "a cursor at the edge of the numbers ends the list, and never the server",
        arguments: [Int64.min, -1, 0, 1, .max]
    )
    func edges(_ before: Int64) async throws {
        let fixture = try await APIFixture()
        let page = try await fixture.call(.get, "/api/v1/audit?before=\(before)")
        #expect(page.status == 200)
        if before <= 1 { #expect(try page.decoded(AuditList.self).entries.isEmpty) }
    }

    @Test("an export has every entry in order, itself too, and ends with a checkpoint over all of them")
    func export() async throws {
        let fixture = try await APIFixture()
        let answer = try await fixture.call(.post, "/api/v1/audit/exports")
        #expect(answer.headers[.contentType] == "application/x-ndjson")
        let lines = try answer.body.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(AuditLine.self, from: Data($0))
        }
        let entries = lines.compactMap(\.entry)
        #expect(entries.map(\.sequence) == Array(1...Int64(entries.count)))
        #expect(entries.last?.action == "EXPORT")
        #expect(lines.last?.checkpoint?.count == Int64(entries.count))
        #expect(!answer.text.contains(APIFixture.value))
    }

    @Test("A2 reads, sets, refusals and sign-ins each leave their entry, with where they came from")
    func entries() async throws {
        let fixture = try await APIFixture()
        let before = try await fixture.services.trail().count
        try await fixture.call(.post, "/api/v1/login", as: .user)
        try await fixture.call(.post, Path.injections, as: .user, body: "{}")
        try await fixture.call(.get, Path.secrets, as: .viewer)
        try await fixture.call(.delete, "\(Path.secrets)/SECRET", as: .admin)
        let entries = try await fixture.services.trail().dropFirst(before).map(\.event)
        #expect(entries.map(\.action.rawValue) == ["LOGIN", "READ", "DENIED", "UNSET"])
        #expect(entries.map(\.name) == [nil, "SECRET", nil, "SECRET"])
        #expect(entries.allSatisfy { $0.origin.via == "http" && $0.origin.remote.hasPrefix("198.51.") })
    }
}
