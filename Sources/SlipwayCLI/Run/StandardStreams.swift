import Glibc

/// The three descriptors a command is given, as the caller of `slipway run` has them.
struct StandardStreams: Equatable {
    var input: Int32 = 0
    var output: Int32 = 1
    var errors: Int32 = 2

    /// Whether both outputs lead to the same file, pipe or terminal, as after `2>&1`.
    var outputsAreSame: Bool {
        var first = stat()
        var second = stat()
        guard fstat(output, &first) == 0, fstat(errors, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// Opens `/dev/null` on those of 0, 1 and 2 that are closed.
    ///
    /// Call it first thing in the process. Otherwise the next socket or database gets the free number, and a
    /// command would inherit it as its standard input.
    static func openMissing() {
        for number in Int32(0)...2 where fcntl(number, F_GETFD) == -1 {
            // The lowest free number is taken, which is this one.
            _ = open("/dev/null", number == 0 ? O_RDONLY : O_WRONLY)
        }
    }
}
