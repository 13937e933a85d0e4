import Glibc
import SlipwayHTTP

/// How many files and connections this process may have open.
enum DescriptorLimit {
    /// Raises the limit to what a full server needs.
    ///
    /// Throws ``StartError`` when the system does not allow as many: with too few, a flood of connections would end the
    /// server instead of waiting.
    static func raise() throws {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let needed = rlim_t(SlipwayServer.descriptorsNeeded)
        guard limit.rlim_cur < needed else { return }
        guard limit.rlim_max >= needed else {
            throw StartError(
                "this process may open \(limit.rlim_max) files, and a server needs \(needed)",
                hint: "raise the limit, for example with LimitNOFILE=\(needed) in its unit file"
            )
        }
        limit.rlim_cur = needed
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
