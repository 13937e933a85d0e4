import SlipwayModel
import SlipwayWire

/// Where the master key comes from, and where the next one does while it is being rotated (`master_key`).
struct MasterKeySetting: Sendable, Equatable {
    var source = MasterKeySource.file(path: MasterKeySource.defaultPath)
    /// The source that `slipway key:rotate` moves to.
    var next: MasterKeySource?
}

/// One place a master key, or the passphrase it is made from, can come from.
enum MasterKeySource: Sendable, Equatable {
    static let defaultPath = ".slipway/master.key"

    case file(path: String)
    case environment(variable: String)
    case passphrase(variable: String)
    case passphraseFile(path: String)
    /// Program and arguments, run without a shell; the key is what it prints.
    case command([String])

    /// The words that `source` may hold.
    enum Kind: String, Sendable, CaseIterable {
        case file
        case env
        case passphrase
        case command
    }
}

extension MasterKeySetting: Setting {
    enum Field: String, CaseIterable {
        case source
        case path
        case variable
        case command
        case next
    }

    init(_ json: JSONValue) throws {
        let fields = try Fields<Field>(json)
        source = try Self.source(fields, also: [.next])
        next = try fields[.next].map { try Self.source(Fields<Field>($0), also: []) }
    }

    private static func source(_ fields: Fields<Field>, also others: [Field]) throws -> MasterKeySource {
        switch try fields.requiredText(.source, MasterKeySource.Kind.self) {
        case .file:
            try refuse(fields, but: [.path] + others, with: "file")
            return .file(path: try fields.text(.path, PathText.self)?.text ?? MasterKeySource.defaultPath)
        case .env:
            try refuse(fields, but: [.variable] + others, with: "env")
            let variable = try fields.text(.variable, VariableName.self)?.text
            return .environment(variable: variable ?? "SLIPWAY_MASTER_KEY")
        case .passphrase:
            let place: Field = fields.has(.path) ? .path : .variable
            try refuse(fields, but: [place] + others, with: "passphrase")
            if let path = try fields.text(.path, PathText.self) { return .passphraseFile(path: path.text) }
            let variable = try fields.text(.variable, VariableName.self)?.text
            return .passphrase(variable: variable ?? "SLIPWAY_PASSPHRASE")
        case .command:
            try refuse(fields, but: [.command] + others, with: "command")
            let words = try fields.required(.command).strings()
            guard let program = words.first, !program.isEmpty, !words.contains(where: { $0.utf8.contains(0) }) else {
                throw fields.problem(.command, allowed: "an array of strings: the program, then its arguments")
            }
            return .command(words)
        }
    }

    /// Throws for a field that the chosen source does not use.
    private static func refuse(_ fields: Fields<Field>, but used: [Field], with source: String) throws {
        for field in Field.allCases where field != .source && !used.contains(field) && fields.has(field) {
            let names = used.map { "\"\($0.rawValue)\"" }.joined(separator: " and ")
            throw fields.problem(
                field,
                allowed: names.isEmpty ? "only \"source\" here" : "\(names) beside \"source\": \"\(source)\""
            )
        }
    }
}
