import SlipwayModel
import SlipwayWire

/// The pairs a set command was given: `KEY=value`, a bare `KEY` that asks for its value, and `--from-file KEY=PATH`.
struct AssignmentWords {
    let pairs: [String]
    let files: [String]
    let allowEmpty: Bool
    let ifVersion: Int64?

    /// Reads everything, or fails before anything is sent.
    ///
    /// Names and sizes are checked by the server once more; here they are checked so that a person is not asked for a
    /// value that would be refused for its name.
    func items() throws -> [SetRequest.Item] {
        guard !pairs.isEmpty || !files.isEmpty else {
            throw CommandError.usage(
                "there is nothing to set",
                hints: ["give KEY=value, KEY alone to be asked for its value, or --from-file KEY=PATH"]
            )
        }
        guard ifVersion == nil || pairs.count + files.count == 1 else {
            throw CommandError.usage("--if-version goes with one variable")
        }
        let bare = pairs.filter { Self.split($0) == nil }
        guard bare.count <= 1 || Console.inputIsTerminal else {
            throw CommandError.usage(
                "standard input can give the value of one variable, and there are \(bare.count) without one",
                hints: ["run the command once for each, or use --from-file KEY=PATH"]
            )
        }
        let fromWords = try pairs.map { word in
            guard let (name, value) = Self.split(word) else { return try item(word, value: ask(for: word)) }
            return try item(name, value: value)
        }
        let fromFiles = try files.map { word in
            guard let (name, path) = Self.split(word) else {
                throw CommandError.usage("--from-file takes KEY=PATH")
            }
            return try item(name, value: read(String(decoding: path, as: UTF8.self)))
        }
        return fromWords + fromFiles
    }

    /// The bytes before and after the first `=`.
    ///
    /// Not by characters: a value that begins with a combining mark would take the `=` with it, and end up in an error.
    static func split(_ word: String) -> (name: String, value: [UInt8])? {
        let bytes = Array(word.utf8)
        guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        return (String(decoding: bytes[..<equals], as: UTF8.self), Array(bytes[(equals + 1)...]))
    }

    private func item(_ name: String, value: [UInt8]) throws -> SetRequest.Item {
        let name = try VariableName(name)
        do throws(ValueError) {
            try ValueError.check(SecretValue(value), of: name, allowEmpty: allowEmpty)
        } catch .empty {
            throw CommandError.usage(
                "Secret Value Appears Empty: the value given for \(name) has no bytes",
                hints: [
                    "check where it comes from; nothing was set",
                    "to set an empty value on purpose, add --allow-empty",
                ]
            )
        } catch {
            throw CommandError.usage(error.description, hints: ["nothing was set"])
        }
        return SetRequest.Item(
            name: name.text,
            value: WireValue(value),
            ifVersion: ifVersion,
            allowEmpty: allowEmpty
        )
    }

    private func ask(for name: String) throws -> [UInt8] {
        _ = try VariableName(name)
        let value = try Prompt.secret("value of \(name)", limit: SecretValue.limit)
        if !Console.inputIsTerminal, value.last == UInt8(ascii: "\n") {
            Console.message("note: the value of \(name) ends with a newline, as standard input had it")
        }
        return value
    }

    private func read(_ path: String) throws -> [UInt8] {
        do {
            return try FileAccess.contents(of: path, limit: SecretValue.limit)
        } catch {
            throw CommandError("the file \(path): \(error)", hints: ["nothing was set"])
        }
    }
}
