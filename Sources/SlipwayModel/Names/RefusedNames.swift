/// Variable names that change how a program is loaded or run, and so are refused unless permitted one by one.
///
/// Whoever may set a variable could otherwise run code of their own inside the app: a dynamic linker preload, an
/// interpreter's start-up file, a shell's. `SLIPWAY_` is Slipway's own.
public struct RefusedNames: Equatable, Sendable {
    /// Names the operator permitted (`permitted_names` in `slipway_serve.json`).
    public let permitted: Set<VariableName>

    public init(permitted: Set<VariableName> = []) {
        self.permitted = permitted
    }

    /// Whether a variable of this name must not be set.
    public func refuses(_ name: VariableName) -> Bool {
        guard !permitted.contains(name) else { return false }
        return Self.names.contains(name.text) || Self.prefixes.contains { name.text.utf8.starts(with: $0.utf8) }
    }

    private static let prefixes = ["LD_", "DYLD_", "SLIPWAY_", "BASH_FUNC_"]

    private static let names: Set<String> = [
        "PATH", "IFS", "ENV", "BASH_ENV", "SHELLOPTS", "BASHOPTS", "PS4", "PROMPT_COMMAND", "GCONV_PATH",
        "NODE_OPTIONS",
        "PYTHONSTARTUP", "PYTHONPATH", "PYTHONHOME", "PERL5OPT", "PERL5LIB", "PERL5DB", "RUBYOPT", "RUBYLIB",
        "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "GIT_SSH_COMMAND", "GIT_EXTERNAL_DIFF",
    ]
}
