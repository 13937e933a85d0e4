import Glibc

/// A file descriptor that is closed with its last owner, and never inherited by a child process.
final class OwnedDescriptor {
    /// The descriptor's number, or -1 once closed.
    private(set) var number: Int32

    /// Takes over `number`, which nobody else may close.
    init(_ number: Int32) {
        self.number = number
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    /// Closes the descriptor now, whoever else still holds it.
    func close() {
        guard number >= 0 else { return }
        _ = Glibc.close(number)
        number = -1
    }

    /// Makes reads and writes answer EAGAIN where they would wait.
    ///
    /// Only for descriptions made by this process:
    /// the flag is shared with everybody who inherited the description.
    func setNonBlocking() {
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
    }

    deinit { close() }

    /// Makes a pipe; what is written to the second can be read from the first.
    static func pipe() throws(RunFailure) -> (reader: OwnedDescriptor, writer: OwnedDescriptor) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw .system("cannot make a pipe", errno) }
        return (OwnedDescriptor(ends[0]), OwnedDescriptor(ends[1]))
    }
}
