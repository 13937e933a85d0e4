import SlipwayStore
import Foundation
@testable import SlipwayHTTP
import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import SlipwayWire
import Testing

/// The one answer that comes in pieces.
@Suite("The export as a stream", .timeLimit(.minutes(10)))
struct ExportStreamTests {
    /// A fixture whose trail takes more than three pieces and passes a checkpoint.
    private static func fixture() async throws -> APIFixture {
        let fixture = try await APIFixture()
        for round in 0..<12 {
            let assignments = try (0..<100).map { number in
                Assignment(name: try VariableName("N\(number)"), value: SecretValue("\(round)".utf8))
            }
            _ = try await fixture.services.variables.set(assignments, kind: .secret, in: .production, as: .owner)
        }
        return fixture
    }

    private static let request = RawRequest.text("POST", "/api/v1/audit/exports", as: .owner)

    @Test("A4 in chunks or until the end it is the trail, line by line, and each export begins with the one before")
    func whole() async throws {
        let fixture = try await Self.fixture()
        let (chunked, plain) = try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            try connection.send(Self.request)
            let chunked = try await connection.answer()
            try connection.send(RawRequest.health)
            #expect(try await connection.answer().status == 200, "the connection goes on after the last chunk")
            try connection.send(
                RawRequest.text("POST", "/api/v1/audit/exports", as: .owner, version: "HTTP/1.0")
            )
            return (chunked, try await connection.answer())
        }
        let trail = try await fixture.services.trail()
        for (answer, count) in [(chunked, trail.count - 1), (plain, trail.count)] {
            #expect(answer.status == 200 && answer["Content-Type"] == "application/x-ndjson")
            #expect(answer["Content-Length"] == nil)
            let lines = try answer.body.split(separator: UInt8(ascii: "\n")).map {
                try JSONDecoder().decode(AuditLine.self, from: Data($0))
            }
            #expect(lines.compactMap(\.entry) == trail.prefix(count).map(AuditLine.Entry.init))
            #expect(lines.last?.checkpoint?.count == Int64(count))
            #expect(lines.compactMap(\.checkpoint?.count).contains { $0 % 1_000 < 100 && $0 >= 1_000 })
            #expect(answer.body.last == UInt8(ascii: "\n"))
        }
        #expect((chunked.chunks ?? 0) > 2 && !chunked.isLast)
        #expect(plain["Transfer-Encoding"] == nil && plain.isLast)
        #expect(plain.body.starts(with: chunked.body))
    }

    @Test("requests behind an export are answered after its last chunk")
    func pipelined() async throws {
        let fixture = try await Self.fixture()
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            try connection.send(Self.request + RawRequest.health + Self.request)
            let answers = [
                try await connection.answer(), try await connection.answer(), try await connection.answer(),
            ]
            #expect(answers.map(\.status) == [200, 200, 200])
            #expect(answers.map { $0.chunks != nil } == [true, false, true])
            #expect(answers[2].body.starts(with: answers[0].body))
        }
    }

    @Test("W4 a client that goes away in the middle leaves the server well")
    func broken() async throws {
        let fixture = try await Self.fixture()
        try await LiveServer.run(fixture) { port in
            for _ in 0..<5 {
                let gone = try OpenConnection(port: port)
                try gone.send(Self.request)
                gone.abort()
                let connection = try OpenConnection(port: port)
                try connection.send(Self.request + RawRequest.health)
                #expect(try await connection.answer().status == 200)
                #expect(try await connection.answer().status == 200)
            }
        }
    }

    @Test("A4 an export that meets a missing entry ends its connection, so that nobody takes it for whole")
    func damaged() async throws {
        let fixture = try await Self.fixture()
        try await fixture.base.tamperWithEntries("DELETE FROM audit WHERE sequence > 600")
        try await LiveServer.run(fixture) { port in
            let connection = try OpenConnection(port: port)
            try connection.send(Self.request + RawRequest.health)
            let answer = try await connection.rest()
            #expect(answer.hasPrefix("HTTP/1.1 200"))
            #expect(!answer.hasSuffix("0\r\n\r\n") && !answer.contains("HTTP/1.1 200 OK\r\n\r\n"))
            #expect(throws: RawAnswer.Malformed.self) { try RawAnswer.all(in: Array(answer.utf8)) }
        }
    }
}
