/// Where the certificate and its key are (`tls`).
struct TLSSetting: Sendable, Equatable, Decodable {
    /// A PEM file with the certificate and those between it and the root.
    let certificate: String
    /// A PEM file with the private key.
    let key: String

    enum Field: String, CodingKey, CaseIterable {
        case certificate
        case key
    }

    init(from decoder: any Decoder) throws {
        let fields = try Fields<Field>(decoder)
        certificate = try fields.required(.certificate, TextField<PathText>.self).value.text
        key = try fields.required(.key, TextField<PathText>.self).value.text
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

extension StoreSetting: Decodable {
    enum Field: String, CodingKey, CaseIterable {
        case engine
        case path
    }

    init(from decoder: any Decoder) throws {
        let fields = try Fields<Field>(decoder)
        self.init()
        engine = try fields.text(.engine) ?? engine
        path = try fields.text(.path, PathText.self)?.text ?? path
    }
}
