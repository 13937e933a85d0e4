/// The part of JSON Schema that the API's description uses.
struct Schemas {
    private let document: [String: Any]

    init(_ document: [String: Any]) { self.document = document }

    /// What a `$ref` points to, else the value itself.
    func resolved(_ value: Any) -> Any {
        guard let reference = (value as? [String: Any])?["$ref"] as? String else { return value }
        let found = reference.split(separator: "/").dropFirst().reduce(document as Any?) { place, name in
            (place as? [String: Any])?[String(name)]
        }
        return found.map(resolved) ?? value
    }

    /// What of `value` is not as `schema` says, with its place.
    func problems(_ value: Any, _ schema: Any, _ place: String) -> [String] {
        guard let schema = resolved(schema) as? [String: Any] else { return ["\(place): no schema"] }
        var found: [String] = []
        for part in schema["allOf"] as? [Any] ?? [] { found += problems(value, part, place) }
        for key in ["oneOf", "anyOf"] {
            guard let parts = schema[key] as? [Any] else { continue }
            if !parts.contains(where: { problems(value, $0, place).isEmpty }) {
                found.append("\(place): none of \(key)")
            }
        }
        if let allowed = schema["enum"] as? [String], let text = value as? String, !allowed.contains(text) {
            found.append("\(place): \(text) is none of \(allowed)")
        }
        let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map { [$0] } ?? []
        if !types.isEmpty, !types.contains(where: { isOf($0, value) }) { found.append("\(place): not \(types)") }
        if let object = value as? [String: Any] { found += members(object, schema, place) }
        if let array = value as? [Any], let items = schema["items"] {
            for (index, element) in array.enumerated() { found += problems(element, items, "\(place)[\(index)]") }
        }
        return found
    }

    private func members(_ object: [String: Any], _ schema: [String: Any], _ place: String) -> [String] {
        let known = schema["properties"] as? [String: Any] ?? [:]
        var found = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }.map { "\(place): lacks \($0)" }
        for (name, member) in object {
            if let property = known[name] {
                found += problems(member, property, "\(place).\(name)")
            } else if schema["properties"] != nil, schema["allOf"] == nil {
                found.append("\(place): \(name) is not described")
            }
        }
        return found
    }

    private func isOf(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": value is Bool
        case "integer": value is Int
        case "number": value is Double || value is Int
        default: false
        }
    }
}
