import NIOHTTP1
import SlipwayModel
import SlipwayServices
import SlipwayWire

/// Variables of one kind: secrets and plain variables of an environment, and global variables.
struct VariablesController: Sendable {
    let services: Services
    let kind: VariableKind
    /// The collection's path; it names an environment or, for global variables, none.
    let path: String

    var routes: [APIRoute] {
        [
            APIRoute(.GET, path, list),
            APIRoute(.PATCH, path, set),
            APIRoute(.DELETE, path + "/{name}", unset),
        ]
    }

    private func list(_ request: APIRequest) async throws -> Response {
        let scope = try request.scope()
        let caller = try request.caller()
        switch kind {
        case .secret:
            let list = try await services.variables.secrets(in: scope, as: caller)
            return JSONAnswer.response(writing: SecretListAnswer(scope: scope, list: list))
        case .plain:
            let variables = try await services.variables.plainVariables(in: scope, as: caller)
            return JSONAnswer.response(writing: Self.answer(variables, in: scope))
        }
    }

    private func set(_ request: APIRequest) async throws -> Response {
        let scope = try request.scope()
        let body = try await request.body(SetRequest.init)
        let ifMatch = try request.ifMatch()
        guard ifMatch == nil || body.variables.count == 1 else {
            throw SlipwayError(.invalidRequest, "If-Match goes with one variable; use if_version for several")
        }
        let assignments = try body.variables.map { item in
            guard item.ifVersion ?? 0 >= 0, ifMatch == nil || item.ifVersion == nil || ifMatch == item.ifVersion else {
                throw SlipwayError(
                    .invalidRequest,
                    "if_version takes one version number, the same as If-Match if both are given"
                )
            }
            return Assignment(
                name: try VariableName(item.name),
                value: SecretValue(item.value.bytes),
                ifVersion: item.ifVersion ?? ifMatch,
                allowsEmpty: item.allowEmpty
            )
        }
        let records = try await services.variables.set(assignments, kind: kind, in: scope, as: request.caller())
        return JSONAnswer.response(writing: Self.answer(records, in: scope))
    }

    private func unset(_ request: APIRequest) async throws -> Response {
        try await services.variables.unset(
            request.variableName(),
            kind: kind,
            ifVersion: request.ifMatch(),
            in: request.scope(),
            as: request.caller()
        )
        return Response(status: .noContent)
    }

    private static func answer(_ records: [VariableRecord], in scope: Scope) -> VariableList {
        VariableList(
            app: scope.app?.text,
            environment: scope.environment?.text,
            variables: records.map { record in
                VariableList.Item(
                    name: record.name.text,
                    kind: record.kind.rawValue,
                    version: record.version == 0 ? nil : record.version,
                    updatedAt: record.updatedAt.rfc3339,
                    updatedBy: record.updatedBy,
                    value: record.kind == .plain ? record.value?.wire : nil
                )
            }
        )
    }
}

extension SecretValue {
    /// The copy that goes into an answer.
    var wire: WireValue { withBytes { WireValue(Array($0)) } }
}
