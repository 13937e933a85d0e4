import SlipwayTesting
import Testing

@Suite struct TLSTests {
    /// A certificate for `localhost` that nobody but this test trusts.
    private func certificate(_ place: Workplace) async throws {
        let made = try await place.shell(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem "
                + "-days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>&1"
        )
        try #require(made.code == 0, "\(made.text)")
        try place.configure(#""tls": { "certificate": "cert.pem", "key": "key.pem" }"#)
    }

    @Test("a server with a certificate speaks TLS, to clients that trust it")
    func trusted() async throws {
        let place = try Workplace()
        try await certificate(place)
        let key = try await place.addKey("owner", "--role", "owner")
        let server = try await RunningServer.start(place)
        #expect(server.log.contains("url=https://127.0.0.1:\(server.port)"))
        let base = ["SLIPWAY_SERVER": "https://localhost:\(server.port)", "SLIPWAY_TOKEN": key]
        let trusting = base.merging(["SLIPWAY_CA_FILE": "\(place.server)/cert.pem"]) { _, new in new }
        let outside = place.root.path
        let whoami = try await place.slipway("whoami", environment: trusting, in: outside)
        #expect(whoami.text == "owner@slipway (owner) at https://localhost:\(server.port)\n", "\(whoami.errors)")

        let untrusting = try await place.slipway("whoami", environment: base, in: outside)
        #expect(untrusting.code == 6)
        #expect(untrusting.errors.contains("is not one this machine trusts"))
        let plain = try await place.slipway(
            "whoami",
            "--server",
            "http://localhost:\(server.port)",
            environment: trusting,
            in: outside
        )
        #expect(plain.code == 6)
        let nothing = base.merging(["SLIPWAY_CA_FILE": "\(place.server)/key.pem"]) { _, new in new }
        let noCertificates = try await place.slipway("whoami", environment: nothing, in: outside)
        #expect(noCertificates.code == 1)
        #expect(noCertificates.errors.contains("holds no certificates"))
        try await server.stop()
    }

    @Test("H8 with TLS the server may take other machines' requests")
    func otherMachines() async throws {
        let place = try Workplace()
        try await certificate(place)
        try place.configure(#""address": "0.0.0.0", "tls": { "certificate": "cert.pem", "key": "key.pem" }"#)
        try await RunningServer.start(place).stop()
    }

    @Test("a certificate that is none stops the start with one sentence")
    func broken() async throws {
        let place = try Workplace()
        try await certificate(place)
        try place.write("not a key", to: "\(place.server)/key.pem")
        let outcome = try await place.slipway("serve", place.server)
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("error: TLS cannot be served"))
        #expect(!outcome.errors.contains("not a key"))
    }
}
