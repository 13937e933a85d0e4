import SlipwayModel

extension VariableKind {
    var view: Permission { self == .secret ? .viewSecrets : .viewVariables }
    var manage: Permission { self == .secret ? .manageSecrets : .manageVariables }
    var subject: AuditSubject { self == .secret ? .secret : .variable }
}

extension Scope {
    var target: Target {
        switch self {
        case .global: .instance
        case .environment(let app, let environment): .environment(app, environment)
        }
    }
}

/// The answer for a variable that is not there.
enum VariableNotFound {
    static func error(_ name: VariableName, kind: VariableKind, in scope: Scope, near: [String]) -> SlipwayError {
        let place =
            switch scope {
            case .global: "among the global variables"
            case .environment(let app, let environment): "in app \"\(app)\" (\(environment))"
            }
        return kind == .secret
            ? SlipwayError(.secretNotFound, "Secret Not Found: there is no \(name) \(place)", near: near)
            : SlipwayError(.variableNotFound, "there is no variable \(name) \(place)", near: near)
    }
}
