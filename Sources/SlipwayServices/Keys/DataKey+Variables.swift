import SlipwayCrypto
import SlipwayModel
import SlipwayStore

/// Where sealing meets the model: a value is bound to its app, environment, name, version and kind.
extension DataKey {
    func seal(
        _ value: SecretValue,
        of name: VariableName,
        version: Int64,
        kind: VariableKind,
        in scope: Scope
    ) throws -> [UInt8] {
        let context = scope.valueContext(name: name, version: version, kind: kind)
        let sealed = value.withBytes { bytes in
            Result { () throws(CryptoError) in try seal(bytes, context: context) }
        }
        return try sealed.get()
    }

    /// Opens a stored value.
    ///
    /// - Throws: `value_damaged`, naming the variable.
    func open(_ variable: StoredVariable, in scope: Scope) throws -> SecretValue {
        try open(variable.openable, of: variable.name, version: variable.version, kind: variable.kind, in: scope)
    }

    /// Opens what ``seal(_:of:version:kind:in:)`` sealed.
    ///
    /// - Throws: `value_damaged`, naming the variable.
    func open(
        _ sealed: [UInt8],
        of name: VariableName,
        version: Int64,
        kind: VariableKind,
        in scope: Scope
    ) throws -> SecretValue {
        let context = scope.valueContext(name: name, version: version, kind: kind)
        var value: SecretValue?
        do { try open(sealed, context: context) { value = SecretValue(copying: $0) } } catch { value = nil }
        guard let value else {
            throw SlipwayError(
                .valueDamaged,
                "the stored value of \(name) (version \(version)) does not open: it was damaged or moved"
            )
        }
        return value
    }
}

extension StoredVariable {
    /// What is to be opened: of what was moved nothing, which does not open.
    var openable: [UInt8] { isInPlace ? sealed ?? [] : [] }
}

extension Scope {
    var dataKeyContext: SealContext {
        .dataKey(app: app?.text ?? "", environment: environment?.text ?? "")
    }

    fileprivate func valueContext(name: VariableName, version: Int64, kind: VariableKind) -> SealContext {
        .value(
            app: app?.text ?? "",
            environment: environment?.text ?? "",
            name: name.text,
            version: version,
            kind: kind.rawValue
        )
    }
}
