import SlipwayModel
import SlipwayWire

/// The object `permissions`: for a resource and a verb, the whole list of who may.
struct PermissionsSetting: Setting {
    let rules: [Permission: [Policy.Rule]]

    init(_ json: JSONValue) throws {
        var rules: [Permission: [Policy.Rule]] = [:]
        for (resource, verbs) in try json.openObject().members {
            let known = Permission.allCases.filter { $0.resource.utf8.elementsEqual(resource.utf8) }
            guard !known.isEmpty else {
                throw FieldProblem(unknownField: resource, path: json.path.member(resource), among: Self.resources)
            }
            for (verb, list) in try verbs.openObject().members {
                guard let permission = known.first(where: { $0.verb.utf8.elementsEqual(verb.utf8) }) else {
                    throw FieldProblem(
                        unknownField: verb,
                        path: verbs.path.member(verb),
                        among: known.map(\.verb)
                    )
                }
                rules[permission] = try list.array().map { try RuleSetting($0).rule }
            }
        }
        self.rules = rules
    }

    /// Every resource once, in the order of ``Permission``.
    static var resources: [String] {
        Permission.allCases.map(\.resource).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

/// One element of a permission's list: `"admin"`, or an object that narrows a role to some apps and environments.
struct RuleSetting: Setting {
    let rule: Policy.Rule

    enum Field: String, CaseIterable {
        case role
        case apps
        case environments
    }

    init(_ json: JSONValue) throws {
        if (try? json.string()) != nil {
            rule = Policy.Rule(role: try Role.read(json))
            return
        }
        guard (try? json.openObject()) != nil else {
            throw FieldProblem(
                path: json.path,
                allowed: "a role, or an object with \"role\" and \"apps\" or \"environments\""
            )
        }
        let fields = try Fields<Field>(json)
        let role = try fields.requiredText(.role, Role.self)
        let apps = try fields.nonEmpty(.apps, AppName.self)
        let environments = try fields.nonEmpty(.environments, EnvironmentName.self)
        rule = Policy.Rule(
            role: role,
            reach: Reach(apps: apps.map { Set($0) }, environments: environments.map { Set($0) })
        )
    }
}
