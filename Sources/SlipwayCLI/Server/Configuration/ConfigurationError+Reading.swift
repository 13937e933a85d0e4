import SlipwayModel
import SlipwayWire

extension ConfigurationError {
    /// What reading the file threw, placed in its text.
    init(reading error: any Error, file: String, bytes: [UInt8]) {
        if let error = error as? JSONError {
            self.init(
                file: file,
                position: error.position,
                path: error.path,
                problem: error.reason.description,
                allowed: nil
            )
            return
        }
        guard let outline = try? JSONOutline(bytes, limits: ConfigurationFile.limits) else {
            self.init(file: file, problem: "it could not be read")
            return
        }
        let source = ErrorSource(file: file, bytes: bytes, outline: outline)
        switch error {
        case let problem as FieldProblem: self = source.error(problem)
        case let shape as JSONShapeError:
            switch shape.reason {
            case .missing(let field): self = source.missing(field, in: shape.path)
            case .wrongType(let allowed), .unacceptable(let allowed):
                self = source.error(FieldProblem(path: shape.path, allowed: allowed))
            case .unknownField(let allowed):
                self = source.error(FieldProblem(path: shape.path, allowed: allowed.joined(separator: ", ")))
            }
        default: self.init(file: file, problem: "it could not be read")
        }
    }
}

/// The text an error is about.
private struct ErrorSource {
    let file: String
    let bytes: [UInt8]
    let outline: JSONOutline

    func error(_ problem: FieldProblem) -> ConfigurationError {
        let (key, value) = keyAndValue(at: problem.path)
        guard let name = problem.unknownField else {
            return ConfigurationError(
                file: file,
                position: TextPosition(of: value?.range.lowerBound ?? 0, in: bytes),
                path: problem.path,
                problem: value.map { "found \(text(of: $0, at: problem.path))" } ?? "a value that is not allowed",
                allowed: problem.allowed,
                hint: problem.hint
            )
        }
        // A long name may be a key in the wrong place; the path must not show it either.
        let length = name.unicodeScalars.count
        return ConfigurationError(
            file: file,
            position: TextPosition(of: key?.lowerBound ?? 0, in: bytes),
            path: length <= 40 ? problem.path : JSONPath(problem.path.steps.dropLast()),
            problem: length <= 40
                ? "unknown field \"\(PrintableText.escaped(name))\"" : "unknown field of \(length) characters",
            allowed: problem.allowed,
            hint: problem.hint
        )
    }

    func missing(_ field: String, in path: JSONPath) -> ConfigurationError {
        ConfigurationError(
            file: file,
            position: TextPosition(of: outline.node(at: path)?.range.lowerBound ?? 0, in: bytes),
            path: path,
            problem: "the field \"\(PrintableText.escaped(field, limit: 40))\" is missing"
        )
    }

    /// What stands at `path`, and for a member of an object, where its key does.
    private func keyAndValue(at path: JSONPath) -> (key: Range<Int>?, value: JSONNode?) {
        guard case .key(let name) = path.steps.last else { return (nil, outline.node(at: path)) }
        let parent = outline.node(at: JSONPath(path.steps.dropLast()))
        let member = parent?.members.first { $0.key.utf8.elementsEqual(name.utf8) }
        return (member?.keyRange, member?.value)
    }

    private func text(of node: JSONNode, at path: JSONPath) -> String {
        switch node.kind {
        case .object: return "an object"
        case .array: return node.elements.isEmpty ? "an empty array" : "an array"
        case .string:
            let length = String(decoding: bytes[node.range], as: UTF8.self).unicodeScalars.count - 2
            guard length <= 40, !mayHoldSecret(path) else { return "a string of \(length) characters" }
        case .number:
            guard !mayHoldSecret(path) else { return "a number" }
        case .boolean, .null: break
        }
        return PrintableText.escaped(String(decoding: bytes[node.range], as: UTF8.self), limit: 64)
    }

    /// Whether a key or a passphrase could stand there by mistake.
    private func mayHoldSecret(_ path: JSONPath) -> Bool {
        let keys = path.steps.compactMap { step in
            guard case .key(let key) = step else { return nil as String? }
            return key
        }
        if keys.contains(APIKeySetting.Field.hash.rawValue) { return true }
        if keys.first == ServeConfiguration.Field.apiKeys.rawValue, keys.count == 1 { return true }
        return keys.first == ServeConfiguration.Field.masterKey.rawValue
            && keys.last != MasterKeySetting.Field.source.rawValue
    }
}
