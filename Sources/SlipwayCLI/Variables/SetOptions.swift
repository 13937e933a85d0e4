import ArgumentParser

/// What `secret:set` and `env:set` take beside the pairs.
struct SetOptions: ParsableArguments {
    @Option(
        name: .customLong("from-file"),
        help: ArgumentHelp(
            "Take a value from a file, byte for byte; may be given several times.",
            valueName: "KEY=PATH"
        )
    )
    var files: [String] = []

    @Option(name: .customLong("if-version"), help: "Only replace this version; 0: only if it is not set yet.")
    var ifVersion: Int64?

    @Flag(name: .customLong("allow-empty"), help: "Accept an empty value.")
    var allowEmpty = false

    func words(_ pairs: [String]) -> AssignmentWords {
        AssignmentWords(pairs: pairs, files: files, allowEmpty: allowEmpty, ifVersion: ifVersion)
    }
}
