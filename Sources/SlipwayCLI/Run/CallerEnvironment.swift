// The C library's `environ` is a global variable. It is read once, before the command starts, and no part of
// Slipway calls setenv.
@preconcurrency import Glibc

/// What the caller of `slipway run` handed over outside Swift's text types, which would replace bytes that are not
/// UTF-8.
enum CallerEnvironment {
    /// The process's environment as `NAME=value` strings.
    static func entries() -> [[UInt8]] {
        let first = environ as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        guard var next = first else { return [] }
        var entries: [[UInt8]] = []
        while let entry = next.pointee {
            entries.append(Array(UnsafeRawBufferPointer(start: entry, count: strlen(entry))))
            next = next.advanced(by: 1)
        }
        return entries
    }

    /// The bytes of the last arguments of this process, given what they were parsed to.
    ///
    /// Falls back to the parsed text when the two do not agree.
    static func lastArguments(_ parsed: [String]) -> [[UInt8]] {
        let count = Int(CommandLine.argc)
        let fallback = parsed.map { Array($0.utf8) }
        guard parsed.count <= count else { return fallback }
        let raw = ((count - parsed.count)..<count).map { index -> [UInt8] in
            guard let argument = CommandLine.unsafeArgv[index] else { return [] }
            return Array(UnsafeRawBufferPointer(start: argument, count: strlen(argument)))
        }
        let agree = zip(raw, parsed).allSatisfy { String(decoding: $0, as: UTF8.self) == $1 }
        return agree ? raw : fallback
    }
}
