/// The environment a command starts with.
///
/// Injected variables win over the caller's of the same name, and the caller's `SLIPWAY_*` are never passed on:
/// the command must not get the credentials it was started with. Values are bytes from end to end. They have no text
/// form: printing, dumping or interpolating this value shows names only.
struct ChildEnvironment: Sendable {
    /// One variable, by bytes.
    struct Variable: Sendable, Equatable {
        let name: [UInt8]
        let value: [UInt8]
    }

    /// All variables, the caller's first, each name once.
    let variables: [Variable]

    /// The names that were injected, in the order given.
    let injectedNames: [String]

    /// The caller's own `PATH`, by which the command is looked up even when an injected `PATH` replaces it inside.
    let searchPath: [UInt8]?

    /// Builds the environment.
    ///
    /// - Parameters:
    ///   - caller: `NAME=value` strings as the system holds them; those without a name are left out, and of a
    ///     repeated name the first counts, as `getenv` has it.
    ///   - injected: The variables to inject; a name that is empty, repeated, or has `=` or NUL is refused, and so
    ///     is a value with NUL.
    ///   - pristine: Whether the command gets the injected variables only.
    /// - Throws: A failure that names the variable.
    init(caller: [[UInt8]], injected: [(name: String, value: [UInt8])], pristine: Bool) throws(RunFailure) {
        var taken: Set<[UInt8]> = []
        var added: [Variable] = []
        for (name, value) in injected {
            let bytes = Array(name.utf8)
            try Self.check(name: bytes, value: value)
            guard taken.insert(bytes).inserted else {
                throw RunFailure(exitCode: RunFailure.failed, message: "variable \(printable(bytes)) is given twice")
            }
            added.append(Variable(name: bytes, value: value))
        }
        var kept: [Variable] = []
        var path: [UInt8]?
        for entry in caller {
            guard let equals = entry.firstIndex(of: UInt8(ascii: "=")), equals > 0 else { continue }
            let variable = Variable(name: Array(entry[..<equals]), value: Array(entry[(equals + 1)...]))
            if path == nil, variable.name == Array("PATH".utf8) { path = variable.value }
            if pristine || variable.name.starts(with: "SLIPWAY_".utf8) { continue }
            guard taken.insert(variable.name).inserted else { continue }
            kept.append(variable)
        }
        variables = kept + added
        injectedNames = injected.map(\.name)
        searchPath = path
    }

    private static func check(name: [UInt8], value: [UInt8]) throws(RunFailure) {
        guard !name.isEmpty, !name.contains(UInt8(ascii: "=")), !name.contains(0) else {
            throw RunFailure(
                exitCode: RunFailure.failed,
                message: "\"\(printable(name))\" cannot be the name of an environment variable"
            )
        }
        guard !value.contains(0) else {
            throw RunFailure(
                exitCode: RunFailure.failed,
                message: "the value of \(printable(name)) has a NUL byte, which no environment variable can hold"
            )
        }
    }
}

extension ChildEnvironment: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "ChildEnvironment(\(injectedNames.joined(separator: ", ")))" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: ["injectedNames": injectedNames]) }
}

extension ChildEnvironment.Variable: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "\(printable(name))=••••••••" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: ["name": printable(name)]) }
}
