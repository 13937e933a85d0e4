import Glibc

/// What a process that holds keys asks of the system.
enum ProcessLimits {
    /// Core dumps would hold keys and values.
    ///
    /// One byte and not none: with none the kernel still feeds a dump to a program that `core_pattern` names (core(5)).
    static func forbidCoreDumps() {
        var limit = rlimit(rlim_cur: 1, rlim_max: 1)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }
}
