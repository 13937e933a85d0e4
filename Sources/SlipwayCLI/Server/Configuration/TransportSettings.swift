import SlipwayWire

/// Where the certificate and its key are (`tls`).
struct TLSSetting: Sendable, Equatable, Setting {
    /// A PEM file with the certificate and those between it and the root.
    let certificate: String
    /// A PEM file with the private key.
    let key: String

    enum Field: String, CaseIterable {
        case certificate
        case key
    }

    init(_ json: JSONValue) throws {
        let fields = try Fields<Field>(json)
        certificate = try fields.requiredText(.certificate, PathText.self).text
        key = try fields.requiredText(.key, PathText.self).text
    }
}

/// Which engine keeps the data, and where (`store`).
struct StoreSetting: Sendable, Equatable {
    enum Engine: String, Sendable, CaseIterable {
        case sqlite
    }

    var engine = Engine.sqlite
    var path = ".slipway/slipway.sqlite"
}

extension StoreSetting: Setting {
    enum Field: String, CaseIterable {
        case engine
        case path
    }

    init(_ json: JSONValue) throws {
        let fields = try Fields<Field>(json)
        self.init()
        engine = try fields.text(.engine) ?? engine
        path = try fields.text(.path, PathText.self)?.text ?? path
    }
}
