import SlipwayModel
import SlipwayServices
import SlipwayTesting
import Testing

@Suite("What an entry does not hold")
struct NoValueTests {
    @Test("A1 A9 neither a value nor anything computed from it is in an entry, numbers and yes or no included")
    func nothingOfTheValue() async throws {
        let services = try await ServicesFixture.withApp().services
        for value in ["12345678", "12345678", "true", "null", "0"] { try await services.set("KEY", value) }
        let sets = try await services.trail().map(\.event).filter { $0.action == .set }
        #expect(sets.count == 5)
        // The same value twice and different ones leave entries that differ in nothing but version, time and request.
        let shapes = Set(sets.map { "\($0.actor) \($0.subject) \($0.app ?? "") \($0.name ?? "") \($0.detail ?? "")" })
        #expect(shapes.count == 1)
    }
}
