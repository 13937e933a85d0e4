import SlipwayModel
import Testing

@Suite("Near names")
struct NearNamesTests {
    private let names = ["STRIPE_KEY", "STRIPE_KEYS", "DATABASE_URL", "API_TOKEN"]

    @Test("the nearest come first")
    func nearest() {
        #expect(NearNames.of("STRIPE_KEYZ", among: names) == ["STRIPE_KEY", "STRIPE_KEYS"])
        #expect(NearNames.of("stripe_key", among: names).first == "STRIPE_KEY")
        #expect(NearNames.of("DATABSE_URL", among: names) == ["DATABASE_URL"])
    }

    @Test("a beginning is near")
    func beginning() {
        #expect(NearNames.of("DATA", among: names) == ["DATABASE_URL"])
    }

    @Test("what is far is left out")
    func far() {
        #expect(NearNames.of("SMTP_HOST", among: names).isEmpty)
        #expect(NearNames.of("X", among: []).isEmpty)
    }

    @Test("at most three, in a fixed order")
    func limit() {
        #expect(NearNames.of("key0", among: ["key4", "key2", "key3", "key1"]) == ["key1", "key2", "key3"])
    }

    @Test("W4 empty and long names")
    func ends() {
        #expect(NearNames.of("", among: ["a", ""]) == ["", "a"])
        #expect(NearNames.of(String(repeating: "a", count: 128), among: ["a"]).isEmpty)
    }
}
