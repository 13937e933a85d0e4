import SlipwayModel
import SlipwayWire

/// The object `permissions`: for a resource and a verb, the whole list of who may.
struct PermissionsSetting: Decodable {
    let rules: [Permission: [Policy.Rule]]

    init(from decoder: any Decoder) throws {
        let resources = try decoder.container(keyedBy: Name.self)
        var rules: [Permission: [Policy.Rule]] = [:]
        for resource in resources.allKeys {
            let known = Permission.allCases.filter { $0.resource.utf8.elementsEqual(resource.stringValue.utf8) }
            guard !known.isEmpty else { throw Self.unknown(resource, in: decoder.codingPath, Self.resources) }
            let verbs = try resources.nestedContainer(keyedBy: Name.self, forKey: resource)
            for verb in verbs.allKeys {
                guard let permission = known.first(where: { $0.verb.utf8.elementsEqual(verb.stringValue.utf8) }) else {
                    throw Self.unknown(verb, in: verbs.codingPath, known.map(\.verb))
                }
                rules[permission] = try verbs.decode([RuleSetting].self, forKey: verb).map(\.rule)
            }
        }
        self.rules = rules
    }

    /// Every resource once, in the order of ``Permission``.
    static var resources: [String] {
        Permission.allCases.map(\.resource).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private static func unknown(_ name: Name, in path: [any CodingKey], _ allowed: [String]) -> FieldProblem {
        FieldProblem(unknownField: name.stringValue, path: JSONPath(codingPath: path + [name]), among: allowed)
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }
}

/// One element of a permission's list: `"admin"`, or an object that narrows a role to some apps and environments.
struct RuleSetting: Decodable {
    let rule: Policy.Rule

    enum Field: String, CodingKey, CaseIterable {
        case role
        case apps
        case environments
    }

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            rule = Policy.Rule(role: try TextField<Role>(text, at: decoder.codingPath).value)
            return
        }
        guard (try? decoder.container(keyedBy: Field.self)) != nil else {
            throw FieldProblem(
                path: JSONPath(codingPath: decoder.codingPath),
                allowed: "a role, or an object with \"role\" and \"apps\" or \"environments\""
            )
        }
        let fields = try Fields<Field>(decoder)
        let role = try fields.required(.role, TextField<Role>.self).value
        let apps = try fields.nonEmpty(.apps, AppName.self)
        let environments = try fields.nonEmpty(.environments, EnvironmentName.self)
        rule = Policy.Rule(
            role: role,
            reach: Reach(apps: apps.map { Set($0) }, environments: environments.map { Set($0) })
        )
    }
}
