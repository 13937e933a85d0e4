import SlipwayModel
import SlipwayServices
import SlipwayStore
import SlipwayTesting
import Testing

@Suite("The audit trail", .timeLimit(.minutes(10)))
struct TrailTests {
    @Test("an action and its entry commit together; entries have no gaps")
    func sequence() async throws {
        let fixture = try await ServicesFixture.withApp()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    _ = try? await fixture.services.set("KEY_\(number)", number % 4 == 0 ? "" : "x")
                    _ = try? await fixture.services.set("KEY_\(number)", "x", as: .viewer)
                    _ = try? await fixture.services.injected()
                }
            }
        }
        let trail = try await fixture.services.trail()
        #expect(trail.map(\.sequence) == Array(1...Int64(trail.count)))
        let sets = trail.filter { $0.event.action == .set }.compactMap(\.event.name)
        #expect(Set(sets) == Set(try await fixture.services.listed().map(\.name.text)))
        #expect(trail.filter { $0.event.action == .denied }.count == 60)
        guard case .intact(Int64(trail.count), _) = try await fixture.services.audit.verify(as: .owner) else {
            Issue.record("the trail does not verify")
            return
        }
    }

    @Test("entries say who, what, where, when and how")
    func fields() async throws {
        let fixture = try await ServicesFixture.withApp()
        fixture.clock.advance(seconds: 90)
        try await fixture.services.set("KEY", "x", as: .admin)
        let entry = try #require(try await fixture.services.trail().last)
        #expect(
            entry
                == AuditEntry(
                    sequence: 2,
                    event: AuditEvent(
                        time: FixedClock.start.adding(seconds: 90),
                        actor: "admin@example.com",
                        action: .set,
                        subject: .secret,
                        app: "myapp",
                        environment: "production",
                        name: "KEY",
                        version: 1,
                        origin: .test
                    )
                )
        )
    }

    @Test("A5 no field of any entry holds more than one printable line")
    func oneLine() async throws {
        var events: [AuditEvent] = []
        for useCase in UseCase.all {
            let fixture = try await ServicesFixture.withVariables()
            try? await useCase.run(fixture, .viewer)
            events += try await fixture.services.trail().map(\.event)
        }
        for event in events {
            let texts = [event.actor, event.app, event.environment, event.name, event.detail, event.origin.via]
            for text in texts.compactMap(\.self) {
                #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
            }
        }
    }

    @Test("a list is newest first, filtered, and goes on where the page before ended")
    func list() async throws {
        let fixture = try await ServicesFixture.withApp()
        for number in 1...12 {
            fixture.clock.advance(seconds: 60)
            try await fixture.services.set("K\(number)", "x", number.isMultiple(of: 2) ? .secret : .plain)
        }
        let audit = fixture.services.audit
        func names(_ filter: AuditFilter) async throws -> [String] {
            try await audit.list(filter, as: .owner).entries.compactMap(\.event.name)
        }
        let first = try await audit.list(AuditFilter(limit: 5), as: .owner)
        #expect(first.entries.map(\.sequence) == [13, 12, 11, 10, 9])
        let second = try await audit.list(AuditFilter(before: try #require(first.next), limit: 5), as: .owner)
        #expect(second.entries.map(\.sequence) == [8, 7, 6, 5, 4])
        #expect(try await audit.list(AuditFilter(), as: .owner).next == nil)
        #expect(try await names(AuditFilter(secretsOnly: true, limit: 2)) == ["K12", "K10"])
        #expect(try await names(AuditFilter(name: "K3")) == ["K3"])
        #expect(try await names(AuditFilter(action: .unset)) == [])
        #expect(try await names(AuditFilter(since: FixedClock.start.adding(seconds: 660))) == ["K12", "K11"])
        #expect(try await names(AuditFilter(actor: "admin@example.com")) == [])
        #expect(try await names(AuditFilter(app: .myapp, environment: .staging)) == [])
        #expect(AuditFilter(limit: -5).limit == 1 && AuditFilter(limit: .max).limit == 1_000)
    }
}
